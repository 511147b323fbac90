import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../src/core/hypervolume.js';
import { nonDominatedRanks } from '../../../src/core/pareto.js';
import { HypervolumePopulation } from '../../../src/search/evolution/hypervolume-population.js';
import { nichedPopulation } from '../../../src/search/evolution/niching.js';
import { RankedTrials } from '../../../src/search/evolution/ranked-trials.js';
import { referenceDirections } from '../../../src/search/evolution/reference-directions.js';
import { foldTrials, type ScoredTrial } from '../../../src/search/scored-trials.js';
import { createSearchSpace } from '../../../src/search/search-space.js';

const scoredTrial = (objectives: readonly number[], violation = 0, i = 0): ScoredTrial => ({
  assignment: { i },
  score: { objectives, violation },
});

const trialLists = fc.integer({ min: 1, max: 3 }).chain((m) =>
  fc.array(
    fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: m, maxLength: m }),
        fc.constantFrom(0, 0, 0, 1, 2),
      )
      .map(([objectives, violation]) => scoredTrial(objectives, violation)),
    { maxLength: 30 },
  ),
);

const ranked = (trials: readonly ScoredTrial[]) => {
  const fold = new RankedTrials();
  for (const trial of trials) fold.add(trial);
  return fold.fronts();
};

describe('RankedTrials', () => {
  it('has the fronts of sorting all at once, then those of the violations', () => {
    fc.assert(
      fc.property(trialLists, (trials) => {
        const feasible = trials.filter(({ score }) => score.violation <= 0);
        const ranks = nonDominatedRanks(feasible.map(({ score }) => score.objectives));
        const expected = [...new Set(ranks)]
          .sort((a, b) => a - b)
          .map((rank) => feasible.filter((_, i) => ranks[i] === rank));
        const violating = [1, 2].map((v) => trials.filter(({ score }) => score.violation === v));
        expect(ranked(trials).map((front) => front.trials)).toEqual(
          [...expected, ...violating].filter((front) => front.length > 0),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is the same when it goes on from an earlier list, and when lists have nothing in common', () => {
    fc.assert(
      fc.property(trialLists, fc.array(fc.nat(30), { maxLength: 6 }), (trials, lengths) => {
        const fold = foldTrials(() => new RankedTrials());
        for (const length of lengths) {
          const list = length % 2 === 0 ? trials.slice(0, length) : trials.slice(length);
          expect(fold(list).fronts()).toEqual(ranked(list));
        }
      }),
    );
  });
});

describe('HypervolumePopulation', () => {
  const populationOf = (trials: readonly ScoredTrial[], size: number) => {
    const population = new HypervolumePopulation(size);
    for (const trial of trials) population.add(trial);
    return population.members;
  };

  it('drops the violating first, then the last front, then the least contribution', () => {
    const trials = [
      scoredTrial([0, 10]),
      scoredTrial([5, 5], 1),
      scoredTrial([6, 6]),
      scoredTrial([7, 9]),
      scoredTrial([5.9, 6.1]),
      scoredTrial([10, 0]),
    ];
    const left = (size: number) => populationOf(trials, size).map((trial) => trials.indexOf(trial));
    expect(left(5)).toEqual([0, 2, 3, 4, 5]);
    expect(left(4)).toEqual([0, 2, 4, 5]);
    // Of the two in the middle the first covers 0.9 x 3.9 + ... less alone than the other: see the contributions.
    expect(left(3)).toHaveLength(3);
    expect(left(3)).toEqual(expect.arrayContaining([0, 5]));
  });

  it('keeps the subset of a front whose hypervolume is the largest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 9 }), (xs) => {
        const points = xs.map((x) => [x, (50 - x) ** 2]);
        const kept = populationOf(
          points.map((point) => scoredTrial(point)),
          points.length - 1,
        ).map(({ score }) => score.objectives);
        const extents = [0, 1].map((k) => {
          const values = points.map((point) => point[k]);
          return { low: Math.min(...values), high: Math.max(...values) };
        });
        const scaled = (set: readonly (readonly number[])[]) =>
          hypervolume(
            set.map((point) =>
              point.map((v, k) => (v - extents[k].low) / (extents[k].high - extents[k].low)),
            ),
            [2, 2],
          );
        const best = Math.max(...points.map((_, i) => scaled(points.toSpliced(i, 1))));
        expect(scaled(kept)).toBeCloseTo(best, 9);
      }),
    );
  });
});

describe('referenceDirections', () => {
  it('are the points of Das and Dennis, as many as fit', () => {
    expect(referenceDirections(3, 91)).toHaveLength(91);
    expect(referenceDirections(3, 90)).toHaveLength(78);
    expect(referenceDirections(2, 3)).toEqual([
      [0, 1],
      [0.5, 0.5],
      [1, 0],
    ]);
    expect(referenceDirections(1, 5)).toEqual([[1]]);
    for (const direction of referenceDirections(4, 40)) {
      expect(direction.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });
});

describe('nichedPopulation', () => {
  const space = createSearchSpace([{ name: 'i', kind: 'integer', low: 0, high: 99, scale: 'linear' }]);

  it('takes one of each niche before a second one, the closest first', () => {
    const angles = [0, 0.02, 0.04, 0.7, 0.78, 0.9, 1.5, Math.PI / 2];
    const trials = angles.map((a, i) => scoredTrial([Math.cos(a), Math.sin(a)], 0, i));
    const members = nichedPopulation(space, [{ feasible: true, trials }], 3, referenceDirections(2, 3));
    expect(members.map(({ positions }) => positions[0]).sort()).toEqual([0, 4, 7]);
  });

  it('fills the emptiest niche first, whatever the units of the objectives', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 199 }), { minLength: 4, maxLength: 20 }),
        fc.integer({ min: 3, max: 6 }),
        fc.constantFrom(1, 1e-6, 1e5),
        (inner, size, unit) => {
          // The ends make the plane through the extreme points, so that normalisation is exact: the unit circle.
          const angles = [0, ...inner, 200].map((i) => (i / 400) * Math.PI);
          const trials = angles.map((a, i) => scoredTrial([Math.cos(a), unit * Math.sin(a)], 0, i));
          const directions = referenceDirections(2, size);
          const members = nichedPopulation(space, [{ feasible: true, trials }], size, directions);
          const nicheOf = (a: number) => {
            const distances = directions.map(
              ([x, y]) => Math.abs(x * Math.sin(a) - y * Math.cos(a)) / Math.hypot(x, y),
            );
            return distances.indexOf(Math.min(...distances));
          };
          const niches = angles.map(nicheOf);
          const occupied = new Set(niches);
          const chosen = members.map(({ positions }) => niches[positions[0]]);
          // As many niches as possible are held, and none has two before all that have any have one.
          expect(new Set(chosen).size).toBe(Math.min(occupied.size, Math.min(size, trials.length)));
          const count = (niche: number) => chosen.filter((n) => n === niche).length;
          const rest = (niche: number) => niches.filter((n) => n === niche).length - count(niche);
          for (const full of occupied) {
            for (const other of occupied)
              if (rest(other) > 0) expect(count(full)).toBeLessThanOrEqual(count(other) + 1);
          }
        },
      ),
    );
  });

  it('keeps better fronts whole and says their ranks', () => {
    const fronts = [
      { feasible: true, trials: [scoredTrial([0, 1], 0, 1), scoredTrial([1, 0], 0, 2)] },
      { feasible: true, trials: [scoredTrial([2, 2], 0, 3), scoredTrial([1, 3], 0, 4)] },
      { feasible: false, trials: [scoredTrial([0, 0], 1, 5)] },
    ];
    const ranksOf = (size: number) =>
      nichedPopulation(space, fronts, size, referenceDirections(2, 3)).map(({ rank }) => rank);
    expect(ranksOf(3)).toEqual([0, 0, 1]);
    expect(ranksOf(9)).toEqual([0, 0, 1, 1, 2]);
  });
});
