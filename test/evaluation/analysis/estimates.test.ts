import { describe, expect, it } from 'vitest';
import type { SensitivityTarget } from '../../../src/core/sensitivity.js';
import { cellOf, distanceEstimate, NO_SAMPLES } from '../../../src/evaluation/analysis/estimates.js';
import { interactionsOf } from '../../../src/evaluation/analysis/interactions.js';

const target = (id: string, rest: Partial<SensitivityTarget> = {}): SensitivityTarget => ({
  id,
  dimension: 'block',
  label: id,
  blocks: [0],
  segments: [0],
  wordErrorRate: 1e-3,
  ...rest,
});
const cell = (id: string, distances: number[], rest: Partial<SensitivityTarget> = {}) =>
  cellOf(
    target(id, rest),
    { distances, classChanges: distances.map((d) => (d > 1 ? 1 : 0)), faultyWords: distances.map(() => 1) },
    0.5,
  );

describe('estimates', () => {
  it('are the mean with t s / sqrt(n), cut at 0, and shares with Wilson', () => {
    // t(0.975, 4) = 2.776445 (tables); s^2 = 0.708 / 4. Wilson of 2 in 5: 0.1176 to 0.7693.
    const half = 2.776445 * Math.sqrt(0.708 / 4 / 5);
    expect(0.52 - half).toBeLessThan(0);
    const { distance, exceeded, classChanged, images } = cell('a', [0.1, 0.4, 0.3, 1.2, 0.6]);
    expect(images).toBe(5);
    expect(distance).toEqual({
      mean: expect.closeTo(0.52, 12),
      low: 0,
      high: expect.closeTo(0.52 + half, 6),
    });
    expect(exceeded).toMatchObject({
      count: 2,
      share: 0.4,
      low: expect.closeTo(0.1176, 4),
      high: expect.closeTo(0.7693, 4),
    });
    expect(classChanged?.count).toBe(1);
  });

  it('are null where nothing, or no spread, is known', () => {
    expect(cellOf(target('a'), NO_SAMPLES, 0.5)).toMatchObject({
      images: 0,
      distance: null,
      exceeded: null,
      classChanged: null,
    });
    expect(distanceEstimate([1])).toBeNull();
  });
});

describe('interactions', () => {
  const parts = ['a', 'b'] as const;
  const pair = (distances: number[]) => cell('p', distances, { dimension: 'blockPair', parts });

  it('are 0 for damage that adds up, image by image, over the images that all have', () => {
    const [a, b] = [cell('a', [0.1, 0.9, 0.3]), cell('b', [0.2, 0.1, 0.5, 0.7])];
    const [found] = interactionsOf([a, b, pair([0.3, 1, 0.8, 9])]);
    expect(found.images).toBe(3);
    expect(found.deviation?.mean).toBeCloseTo(0, 12);
    expect(found.sumOfParts).toBeCloseTo(2.1 / 3, 12);
  });

  it('are below 0 where damage saturates', () => {
    const values = [2, 2.2, 1.8, 2.1];
    const [found] = interactionsOf([cell('a', values), cell('b', values), pair(values)]);
    expect(found.deviation?.mean).toBeCloseTo(-2.025, 12);
    expect(found.deviation?.high).toBeLessThan(0);
  });

  it('leave out pairs without a common image', () => {
    expect(interactionsOf([cell('a', [1]), cell('b', []), pair([1])])).toEqual([]);
  });
});
