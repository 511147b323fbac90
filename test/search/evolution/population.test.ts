import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { leastCrowded, type Member, selectParent } from '../../../src/search/evolution/population.js';
import { RankedTrials } from '../../../src/search/evolution/ranked-trials.js';
import { scoredTrials } from '../../../src/search/scored-trials.js';
import type { HistoryEntry } from '../../../src/search/search-algorithm.js';
import { createSearchSpace } from '../../../src/search/search-space.js';

const space = createSearchSpace([{ name: 'i', kind: 'ordinal', values: [0, 1, 2, 3, 4, 5, 6, 7] }]);

/** A history whose trial i assigns i; its population is told as those i. */
function populationOf(results: readonly HistoryEntry['result'][], size: number): number[] {
  const history = results.map((result, i) => ({ number: i, assignment: { i }, result }));
  const ranked = new RankedTrials();
  for (const trial of scoredTrials(history)) ranked.add(trial);
  return leastCrowded(space, ranked.fronts(), size).map(({ positions }) => positions[0]);
}

const feasible = (...objectives: number[]) => ({ objectives, violation: 0 });

describe('leastCrowded', () => {
  it('takes whole fronts first, then the least crowded of the last one', () => {
    const front = [feasible(0, 9), feasible(1, 8), feasible(2, 7), feasible(9, 0)];
    const behind = [feasible(10, 1), feasible(0, 10)];
    // Crowding of trials 1 and 2: 2/9 + 2/9 and 8/9 + 8/9.
    expect(populationOf([...behind, ...front], 10)).toEqual([2, 5, 4, 3, 0, 1]);
    expect(populationOf([...behind, ...front], 3)).toEqual([2, 5, 4]);
  });

  it('prefers any feasible trial to any infeasible one, and among these the smaller violation', () => {
    const results = [
      { objectives: [0, 0], violation: 2 },
      feasible(9, 9),
      { objectives: [5, 5], violation: 0.1 },
      feasible(8, 8),
      { objectives: [1, 1], violation: 2 },
    ];
    expect(populationOf(results, 3)).toEqual([3, 1, 2]);
    expect(populationOf(results, 5).slice(3)).toEqual(expect.arrayContaining([0, 4]));
  });

  it('leaves out what has no score', () => {
    const results = ['pending', feasible(Number.NaN, 0), feasible(1, 1), 'rejected'] as const;
    expect(populationOf([...results, { objectives: [1, 1], violation: Number.NaN }], 8)).toEqual([2]);
    expect(populationOf(['rejected', 'pending'], 8)).toEqual([]);
  });
});

describe('selectParent', () => {
  it('prefers the lower rank, then the larger crowding distance', () => {
    const member = (i: number, rank: number, loneliness: number): Member => ({
      positions: [i],
      rank,
      loneliness,
    });
    const population = [member(0, 1, Infinity), member(1, 0, 1), member(2, 0, 2)];
    const stream = new RandomStream(1, 'search');
    const counts = [0, 0, 0];
    for (let i = 0; i < 9000; i++) counts[selectParent(population, stream).positions[0]]++;
    // Of the nine ordered pairs member 2 wins five, member 1 three, member 0 one; 4 standard deviations are 190.
    [1000, 3000, 5000].forEach((expected, i) => {
      expect(Math.abs(counts[i] - expected)).toBeLessThan(190);
    });
  });
});
