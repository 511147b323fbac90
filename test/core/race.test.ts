import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOut, type Race, type Runner } from '../../src/core/race.js';
import { RandomStream } from '../../src/core/random-stream.js';

const OBJECTIVES = [
  { metric: 'energyJ', direction: 'minimise' },
  { metric: 'perceptualDistance', direction: 'minimise' },
] as const;

const runner = (energyJ: number, perceptualDistance: readonly number[]): Runner => ({
  metrics: {
    energyJ,
    perceptualDistance: perceptualDistance.reduce((a, b) => a + b, 0) / perceptualDistance.length,
  },
  imageScores: { perceptualDistance },
});

const race = (rivals: readonly Runner[], atMost = Infinity): Race => ({
  looks: [4],
  objectives: OBJECTIVES,
  constraints: [{ metric: 'perceptualDistance', atMost }],
  rivals,
});

describe('isOut', () => {
  it('says so of what is clearly worse on the same images and costs as much', () => {
    const rival = runner(1, [0.1, 0.5, 0.2, 0.9, 0.1, 0.1]);
    expect(isOut(runner(1, [0.31, 0.7, 0.4, 1.11]), race([rival]))).toBe(true);
    expect(isOut(runner(1.1, [0.31, 0.7, 0.4, 1.11]), race([rival]))).toBe(true);
  });

  it('not of what costs less, is better on some image, or has run a single one', () => {
    const rival = runner(1, [0.1, 0.5, 0.2, 0.9]);
    expect(isOut(runner(0.9, [0.31, 0.7, 0.4, 1.11]), race([rival]))).toBe(false);
    expect(isOut(runner(1, [0.31, 0.7, 0.1, 1.11]), race([rival]))).toBe(false);
    expect(isOut(runner(1, [9]), race([rival]))).toBe(false);
  });

  it('says so of a constraint that is exceeded with confidence, without any rival', () => {
    // t(0.99, 3) = 4.5407 and the standard error is 6.455: the mean 25 is above 25 - 29.31 with confidence.
    expect(isOut(runner(1, [10, 20, 30, 40]), race([], -4.4))).toBe(true);
    expect(isOut(runner(1, [10, 20, 30, 40]), race([], -4.2))).toBe(false);
  });

  it('compares maximised metrics the other way round', () => {
    const psnr = (values: readonly number[]): Runner => ({ metrics: {}, imageScores: { psnrDb: values } });
    const upwards = (rival: Runner, constraints: Race['constraints']): Race => ({
      looks: [2],
      objectives: [{ metric: 'psnrDb', direction: 'maximise' }],
      constraints,
      rivals: [rival],
    });
    expect(isOut(psnr([10, 11, 12, 13]), upwards(psnr([40, 41, 42, 43.1]), []))).toBe(true);
    expect(isOut(psnr([40, 41, 42, 43.1]), upwards(psnr([10, 11, 12, 13]), []))).toBe(false);
    expect(isOut(psnr([40, 41, 42, 43.1]), upwards(psnr([10]), [{ metric: 'psnrDb', atLeast: 60 }]))).toBe(
      true,
    );
  });

  it('never says so of a runner beside itself', () => {
    const scores = fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (values, energyJ) => {
        expect(isOut(runner(energyJ, values), race([runner(energyJ, values)]))).toBe(false);
      }),
    );
  });

  it('gives up at most one in a hundred of those that are as good as the rival', () => {
    const stream = new RandomStream(5, 'bootstrap');
    const draw = () => Array.from({ length: 8 }, () => stream.normal());
    const repetitions = 5_000;
    let out = 0;
    for (let i = 0; i < repetitions; i++) if (isOut(runner(1, draw()), race([runner(1, draw())]))) out++;
    // Binomial: 0.01 +- four standard deviations.
    expect(out / repetitions).toBeGreaterThan(0.01 - 4 * Math.sqrt(0.0099 / repetitions));
    expect(out / repetitions).toBeLessThan(0.01 + 4 * Math.sqrt(0.0099 / repetitions));
  });
});
