import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../src/core/hypervolume.js';
import { RandomStream } from '../../../src/core/random-stream.js';
import { type Forecast, logExpectedHypervolumeImprovement } from '../../../src/search/gp/log-ehvi.js';
import { partialImprovement } from '../../../src/search/gp/partial-improvement.js';
import { undominatedBoxes } from '../../../src/search/gp/undominated-boxes.js';

const improvementOf = (low: number, high: number, mean: number, deviation: number) => {
  const result = { log: 0, byMean: 0, byDeviation: 0 };
  partialImprovement(low, high, mean, deviation, result);
  return result;
};

describe('partialImprovement', () => {
  it.each([
    [-Infinity, 0, 0.5, 1, -1.6205162643873199],
    [-1, 0, 0.5, 1, -1.7808802809537578],
    [-1, 2, 0, 0.3, 0.6931303687360646],
    [-Infinity, -3, 4, 0.5, -104.90524193077376],
    [-4, -3, 4, 0.5, -104.90524193077383],
    [-Infinity, 0, 60, 1, -1809.1084601822722],
    [-1, 0, 60, 1, -1809.1084601822722],
    [-2, -1, 200, 1, -20212.025622598478],
  ])('agrees with 40 digits of mpmath between %d and %d', (low, high, mean, deviation, expected) => {
    expect(Math.abs(improvementOf(low, high, mean, deviation).log / expected - 1)).toBeLessThan(1e-9);
  });

  it('has the derivatives that differences show, far out as well', () => {
    for (const [low, high, mean, deviation] of [
      [-1, 2, 0.3, 0.7],
      [-Infinity, 0, 8, 1],
      [-1, 0, 30, 2],
    ]) {
      const { byMean, byDeviation } = improvementOf(low, high, mean, deviation);
      const h = 1e-5;
      const log = (m: number, d: number) => improvementOf(low, high, m, d).log;
      expect(byMean).toBeCloseTo((log(mean + h, deviation) - log(mean - h, deviation)) / (2 * h), 4);
      expect(byDeviation).toBeCloseTo((log(mean, deviation + h) - log(mean, deviation - h)) / (2 * h), 4);
    }
  });
});

const fronts = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: m, maxLength: m }), {
    minLength: 1,
    maxLength: 8,
  }),
);

describe('undominatedBoxes', () => {
  it('fill what no point dominates, without overlap', () => {
    fc.assert(
      fc.property(fronts, (points) => {
        const m = points[0].length;
        const reference = Array(m).fill(5);
        const boxes = undominatedBoxes(points, reference);
        const floor = -1;
        const sides = boxes.map(({ low, high }) => high.map((end, k) => end - Math.max(floor, low[k])));
        const filled = sides.reduce((sum, lengths) => sum + lengths.reduce((a, b) => a * b, 1), 0);
        expect(filled).toBeCloseTo(6 ** m - hypervolume(points, reference), 9);
        for (let cell = 0; cell < 6 ** m; cell++) {
          const centre = reference.map((_, k) => (Math.floor(cell / 6 ** k) % 6) - 0.5);
          const inside = boxes.filter(({ low, high }) =>
            centre.every((value, k) => value > low[k] && value < high[k]),
          );
          const dominated = points.some((point) => point.every((value, k) => value <= centre[k]));
          expect(inside).toHaveLength(dominated ? 0 : 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('logExpectedHypervolumeImprovement', () => {
  const cases = [
    {
      front: [
        [1, 2],
        [2, 1],
      ],
      reference: [3, 3],
      means: [1.4, 1.5],
      deviations: [0.4, 0.6],
    },
    {
      front: [
        [1, 2, 2],
        [2, 1, 2],
        [2, 2, 0.5],
      ],
      reference: [3, 3, 3],
      means: [1.5, 1.6, 1.4],
      deviations: [0.5, 0.4, 0.6],
    },
  ];
  const evaluate = ({ front, reference }: (typeof cases)[number], forecast: Forecast, slopes: Forecast) =>
    logExpectedHypervolumeImprovement(undominatedBoxes(front, reference), forecast, slopes);
  const vectors = (m: number): Forecast => ({ means: new Float64Array(m), deviations: new Float64Array(m) });

  it.each(cases)('is the mean improvement over draws, $means', (example) => {
    const { front, reference, means, deviations } = example;
    const stream = new RandomStream(3, 'search');
    const before = hypervolume(front, reference);
    const draws = Array.from({ length: 20_000 }, () => {
      const point = means.map((mean, k) => mean + deviations[k] * stream.normal());
      return hypervolume([...front, point], reference) - before;
    });
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const error = Math.sqrt(draws.reduce((sum, d) => sum + (d - mean) ** 2, 0)) / draws.length;
    const forecast = { means: Float64Array.from(means), deviations: Float64Array.from(deviations) };
    expect(Math.abs(Math.exp(evaluate(example, forecast, vectors(means.length))) - mean)).toBeLessThan(
      4 * error,
    );
  });

  it.each(cases)('has the derivatives that differences show, $means', (example) => {
    const m = example.means.length;
    const forecast = {
      means: Float64Array.from(example.means),
      deviations: Float64Array.from(example.deviations),
    };
    const slopes = vectors(m);
    evaluate(example, forecast, slopes);
    const h = 1e-6;
    for (const part of ['means', 'deviations'] as const) {
      for (let k = 0; k < m; k++) {
        const at = (step: number) => {
          const moved = { ...forecast, [part]: forecast[part].map((v, i) => (i === k ? v + step : v)) };
          return evaluate(example, moved, vectors(m));
        };
        expect(slopes[part][k]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
      }
    }
  });
});
