import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdingDistances, dominates, nonDominatedRanks, paretoFront } from '../../src/core/pareto.js';

type Points = number[][];

/** Few distinct values, so that ties, equal points, NaN and infinities are frequent. */
const value = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);
const points = fc
  .integer({ min: 1, max: 4 })
  .chain((m) => fc.array(fc.array(value, { minLength: m, maxLength: m }), { maxLength: 25 }));

const complete = (point: number[]) => !point.some(Number.isNaN);

/** The definition, word by word. */
const dominatesByDefinition = (a: number[], b: number[]) =>
  complete(a) && (!complete(b) || (a.every((x, k) => x <= b[k]) && a.some((x, k) => x < b[k])));

const frontByDefinition = (all: Points) =>
  all.flatMap((p, i) => (complete(p) && !all.some((q) => dominatesByDefinition(q, p)) ? [i] : []));

/** Peels off one front after another. */
function ranksByDefinition(all: Points): number[] {
  const ranks = all.map(() => Infinity);
  for (let rank = 0; ; rank++) {
    const left = all.flatMap((_, i) => (ranks[i] === Infinity ? [i] : []));
    const front = frontByDefinition(left.map((i) => all[i]));
    if (front.length === 0) return ranks;
    for (const i of front) ranks[left[i]] = rank;
  }
}

describe('dominates', () => {
  it('agrees with the definition', () => {
    fc.assert(
      fc.property(points, (all) => {
        for (const a of all) for (const b of all) expect(dominates(a, b)).toBe(dominatesByDefinition(a, b));
      }),
    );
  });

  it('needs one objective to be better, and treats a NaN as worse than anything', () => {
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 4], [2, 3])).toBe(false);
    expect(dominates([9, 9], [Number.NaN, 0])).toBe(true);
    expect(dominates([Number.NaN, 0], [9, 9])).toBe(false);
  });
});

describe('paretoFront and nonDominatedRanks', () => {
  it('agree with brute force', () => {
    fc.assert(
      fc.property(points, (all) => {
        expect(paretoFront(all)).toEqual(frontByDefinition(all));
        expect(nonDominatedRanks(all)).toEqual(ranksByDefinition(all));
      }),
      { numRuns: 300 },
    );
  });

  it('keep equal points, leave out NaN, and take an empty set', () => {
    const all = [
      [1, 1],
      [1, 1],
      [Number.NaN, 0],
      [2, 2],
      [0, 3],
    ];
    expect(paretoFront(all)).toEqual([0, 1, 4]);
    expect(nonDominatedRanks(all)).toEqual([0, 0, Infinity, 1, 0]);
    expect(paretoFront([])).toEqual([]);
    expect(nonDominatedRanks([])).toEqual([]);
  });
});

describe('crowdingDistances', () => {
  it('adds up the relative gaps between neighbours', () => {
    // Ranges 10 and 20: (4-0)/10 + (20-5)/20 and (10-1)/10 + (10-0)/20.
    expect(
      crowdingDistances([
        [0, 20],
        [1, 10],
        [4, 5],
        [10, 0],
      ]),
    ).toEqual([Infinity, 0.4 + 0.75, 0.9 + 0.5, Infinity]);
  });

  it('does not count an objective whose values are equal or infinite, nor a point with a NaN', () => {
    expect(
      crowdingDistances([
        [1, 7],
        [2, 7],
        [4, 7],
      ]),
    ).toEqual([Infinity, 1, Infinity]);
    expect(
      crowdingDistances([
        [1, 0],
        [2, 5],
        [3, Infinity],
      ]),
    ).toEqual([Infinity, 1, Infinity]);
    expect(
      crowdingDistances([
        [0, 2],
        [1, 1],
        [Number.NaN, 1],
        [2, 0],
      ]),
    ).toEqual([Infinity, 2, 0, Infinity]);
    expect(crowdingDistances([[3, 3]])).toEqual([0]);
    expect(crowdingDistances([])).toEqual([]);
  });

  it('moves with its point, and keeps its value when objectives are scaled and shifted', () => {
    const front = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(front, (xs) => {
        const all = xs.map((x) => [x, (1000 - x) ** 2]);
        const distances = crowdingDistances(all);
        expect(crowdingDistances(all.toReversed())).toEqual(distances.toReversed());
        expect(crowdingDistances(all.map(([x, y]) => [4 * x - 8, y / 2]))).toEqual(distances);
      }),
    );
  });
});
