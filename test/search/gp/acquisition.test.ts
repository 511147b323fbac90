import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { normalCdf } from '../../../src/core/statistics/normal-distribution.js';
import { Acquisition } from '../../../src/search/gp/acquisition.js';
import { bestChild } from '../../../src/search/gp/bred-suggestion.js';
import { bestCandidates, bestUnseen } from '../../../src/search/gp/candidates.js';
import { FeatureMap } from '../../../src/search/gp/features.js';
import { GaussianProcess } from '../../../src/search/gp/gaussian-process.js';
import { undominatedBoxes } from '../../../src/search/gp/undominated-boxes.js';
import { createSearchSpace } from '../../../src/search/search-space.js';

const x = Float64Array.of(0.1, 0.2, 0.5, 0.9, 0.8, 0.3, 0.35, 0.6);
const hyperparameters = { inverseLengths: Float64Array.of(2, 1), signal: 1.3, noise: 0.01 };
const processOf = (...y: number[]) => new GaussianProcess({ x, y: Float64Array.from(y) }, hyperparameters);

const objectives = [processOf(0.3, -0.7, 1.1, 0.2), processOf(-1, 0.8, 0.1, 0.4)];
const boxes = undominatedBoxes(
  [
    [0.3, -1],
    [-0.7, 0.8],
  ],
  [2, 2],
);
const violation = { process: processOf(-0.5, 1.4, -0.9, 0.3), limit: 0.2 };
const point = Float64Array.of(0.6, 0.45);

describe('Acquisition', () => {
  it.each([
    ['improvement', { objectives, boxes, violation: null }],
    ['feasibility', { objectives, boxes: null, violation }],
    ['both', { objectives, boxes, violation }],
  ])('has the gradient that differences show: %s', (_, models) => {
    const acquisition = new Acquisition(models, 2);
    const gradient = new Float64Array(2);
    acquisition.value(point, gradient);
    for (const i of [0, 1]) {
      const moved = (by: number) => acquisition.value(point.map((v, k) => (k === i ? v + by : v)));
      expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
    }
  });

  it('is the improvement times the probability that the constraints are met', () => {
    const value = (models: ConstructorParameters<typeof Acquisition>[0]) =>
      new Acquisition(models, 2).value(point);
    const { mean, deviation } = violation.process.predict(point);
    const feasible = Math.log(normalCdf((violation.limit - mean) / deviation));
    expect(value({ objectives, boxes: null, violation })).toBeCloseTo(feasible, 6);
    expect(value({ objectives, boxes, violation })).toBeCloseTo(
      value({ objectives, boxes, violation: null }) + feasible,
      6,
    );
  });
});

describe('candidates', () => {
  const candidates = [
    { positions: [1], value: 2 },
    { positions: [2], value: 5 },
    { positions: [1], value: 2 },
    { positions: [3], value: -1 },
  ];

  it('come best first, each once', () => {
    expect(bestCandidates(candidates, 2).map(({ positions }) => positions)).toEqual([[2], [1]]);
    expect(bestCandidates(candidates, 9)).toHaveLength(3);
  });

  it('give the best that was not seen', () => {
    const seen = (...of: number[]) => ({
      size: of.length,
      has: ([position]: readonly number[]) => of.includes(position),
    });
    expect(bestUnseen(candidates, seen(2))).toEqual([1]);
    expect(bestUnseen(candidates, seen(1, 2, 3))).toBeNull();
  });
});

describe('bestChild', () => {
  it('is a child near its parents that is worth more than they are', () => {
    const space = createSearchSpace([
      { name: 'a', kind: 'real', low: 0, high: 1, scale: 'linear' },
      { name: 'b', kind: 'real', low: 0, high: 1, scale: 'linear' },
    ]);
    const map = new FeatureMap(space);
    const acquisition = new Acquisition({ objectives, boxes, violation: null }, 2);
    const parents = [
      [0.1, 0.2],
      [0.5, 0.9],
    ];
    const unseen = { size: 0, has: () => false };
    const child = bestChild(space, map, acquisition, parents, new RandomStream(3, 'search'), unseen);
    const worth = (positions: readonly number[]) => acquisition.value(map.features(positions));
    expect(worth(child!)).toBeGreaterThan(Math.max(...parents.map(worth)));
    const all = { size: 0, has: () => true };
    expect(bestChild(space, map, acquisition, parents, new RandomStream(3, 'search'), all)).toBeNull();
  });
});
