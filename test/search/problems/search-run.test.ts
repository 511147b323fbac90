import { describe, expect, it } from 'vitest';
import {
  budgetsUpTo,
  compareWithPeers,
  structureGains,
  summariseRuns,
} from '../../../src/search/problems/bench-summary.js';
import { PEER_RESULTS } from '../../../src/search/problems/peer-results.js';
import { runSearch } from '../../../src/search/problems/search-run.js';
import { volt140 } from '../../../src/search/problems/volt140.js';
import { zdt4 } from '../../../src/search/problems/zdt.js';
import { createRandomSearch } from '../../../src/search/random.js';

describe('runSearch', () => {
  it('measures hypervolumes that grow, and the time of suggestions', () => {
    let clock = 0;
    const { hypervolumes, msPerSuggestion } = runSearch({
      problem: zdt4,
      algorithm: createRandomSearch(),
      seed: 3,
      budgets: [10, 50, 100],
      now: () => clock++,
    });
    expect(hypervolumes).toHaveLength(3);
    expect(hypervolumes).toEqual(hypervolumes.toSorted((a, b) => a - b));
    expect(msPerSuggestion).toBe(1);
  });

  it('measures the noise-free hypervolume of what a search with noisy scores evaluates', () => {
    const run = () =>
      runSearch({ problem: volt140, algorithm: createRandomSearch(), seed: 0, budgets: [100], now: () => 0 });
    // Random sampling of the reference implementation: 0.458 at 100 (median of 11 seeds).
    expect(Math.abs(run().hypervolumes[0] - 0.458)).toBeLessThan(0.06);
    expect(run()).toEqual(run());
  });
});

describe('bench summary', () => {
  const run = (...hypervolumes: number[]) => ({ hypervolumes, msPerSuggestion: 2, msPerLateSuggestion: 4 });

  it('gives medians and quartiles at each budget', () => {
    expect(budgetsUpTo(1000)).toEqual([100, 200, 500, 1000]);
    expect(budgetsUpTo(150)).toEqual([100, 150]);
    const summary = summariseRuns('zdt1', 'nsga2', [100, 200], [run(1, 5), run(3, 7), run(2, 6)]);
    expect(summary).toEqual({
      problem: 'zdt1',
      algorithm: 'nsga2',
      seeds: 3,
      budgets: [
        { trials: 100, medianHypervolume: 2, q25: 1.5, q75: 2.5 },
        { trials: 200, medianHypervolume: 6, q25: 5.5, q75: 6.5 },
      ],
      msPerSuggestion: 2,
      msPerLateSuggestion: 4,
    });
  });

  it('sets the best of each side against the other', () => {
    const results = [
      summariseRuns('zdt1', 'nsga2', [100], [run(114)]),
      summariseRuns('zdt1', 'gp', [100], [run(115)]),
    ];
    expect(compareWithPeers(results)).toEqual([
      {
        problem: 'zdt1',
        trials: 100,
        own: { algorithm: 'gp', hypervolume: 115 },
        peer: { name: 'Optuna GPSampler', hypervolume: 114.53315, seeds: 3 },
        met: true,
      },
    ]);
    expect(compareWithPeers(results.slice(0, 1))[0].met).toBe(false);
  });

  it('sets the structured search against the best general one, where both were measured', () => {
    const results = [
      summariseRuns('volt140', 'leeway', [100, 200], [run(1.5, 1.6)]),
      summariseRuns('volt140', 'nsga2', [100], [run(1.2)]),
      summariseRuns('volt140', 'tpe', [100], [run(1.4)]),
      summariseRuns('zdt1', 'nsga2', [100], [run(114)]),
    ];
    expect(structureGains(results)).toEqual([
      {
        problem: 'volt140',
        trials: 100,
        structured: 1.5,
        general: { algorithm: 'tpe', hypervolume: 1.4 },
      },
    ]);
  });

  it('has four medians, and a number of seeds for each, of every peer', () => {
    for (const { seeds, medians } of Object.values(PEER_RESULTS).flat()) {
      expect([seeds.length, medians.length]).toEqual([4, 4]);
      expect(medians.map((median) => median !== null)).toEqual(seeds.map((count) => count > 0));
    }
  });
});
