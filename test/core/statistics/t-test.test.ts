import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { meanInterval, tTest } from '../../../src/core/statistics/t-test.js';

// Gain in hours of sleep between two drugs, ten patients: Student 1908; R's data set `sleep`.
const SLEEP_GAIN = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

describe('tTest', () => {
  it('agrees with R on the sleep data: t = 4.0621, df = 9, p-value = 0.002833', () => {
    const test = tTest(SLEEP_GAIN);
    expect(test?.t).toBeCloseTo(4.0621, 4);
    expect(test?.degreesOfFreedom).toBe(9);
    expect(test?.pValue).toBeCloseTo(0.002833, 6);
  });

  it('agrees with SciPy 1.17.1 for each alternative and another expected mean', () => {
    expect(tTest(SLEEP_GAIN)?.pValue).toBeCloseTo(0.002832890197384273, 14);
    expect(tTest(SLEEP_GAIN, { alternative: 'greater' })?.pValue).toBeCloseTo(0.0014164450986921364, 14);
    expect(tTest(SLEEP_GAIN, { alternative: 'less' })?.pValue).toBeCloseTo(0.9985835549013079, 14);
    const shifted = tTest(SLEEP_GAIN, { expected: 1 });
    expect(shifted?.t).toBeCloseTo(1.4911607951655577, 12);
    expect(shifted?.pValue).toBeCloseTo(0.1701117708974229, 12);
  });

  it('takes equal values for what they are, whatever their rounding', () => {
    expect(tTest([0.1, 0.1, 0.1], { expected: 0.1 })).toMatchObject({ t: 0, pValue: 1 });
    expect(tTest([0.1, 0.1, 0.1])).toMatchObject({ t: Infinity, pValue: 0 });
    expect(tTest([0.1, 0.1], { expected: 1, alternative: 'greater' })).toMatchObject({
      t: -Infinity,
      pValue: 1,
    });
  });

  it('makes no test of one value, refuses none, and passes NaN on', () => {
    expect(tTest([1])).toBeNull();
    expect(() => tTest([])).toThrow('at least one value');
    expect(tTest([1, Number.NaN, 2])?.pValue).toBeNaN();
  });
});

describe('meanInterval', () => {
  it('agrees with R on the sleep data: 0.7001142 to 2.4598858 at 95%', () => {
    const interval = meanInterval(SLEEP_GAIN);
    expect(interval?.low).toBeCloseTo(0.7001142367230175, 12);
    expect(interval?.high).toBeCloseTo(2.459885763276983, 12);
    expect(meanInterval(SLEEP_GAIN, 0.9)?.low).toBeCloseTo(0.8669947329707162, 12);
  });

  it('holds the true mean of five normal values as often as it says', () => {
    const noise = new RandomStream(4, 'noise');
    let held = 0;
    for (let repetition = 0; repetition < 2000; repetition++) {
      const interval = meanInterval(
        Array.from({ length: 5 }, () => 3 + noise.normal()),
        0.9,
      );
      if (interval && interval.low <= 3 && interval.high >= 3) held++;
    }
    // Four standard errors of a share of 0.9 among 2000.
    expect(Math.abs(held / 2000 - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 2000));
  });

  it('knows no interval of one value, and refuses a level of 1', () => {
    expect(meanInterval([1])).toBeNull();
    expect(() => meanInterval([1, 2], 1)).toThrow('level of an interval: expected a number between 0 and 1');
  });
});
