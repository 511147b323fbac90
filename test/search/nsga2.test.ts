import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../src/core/hypervolume.js';
import { median } from '../../src/core/statistics/summary.js';
import type { Assignment } from '../../src/core/trial.js';
import { createNsga2Search, nsga2ConfigSchema } from '../../src/search/nsga2.js';
import type { TestProblem } from '../../src/search/problems/test-problem.js';
import { volt140, volt140Seeded } from '../../src/search/problems/volt140.js';
import { createRandomSearch } from '../../src/search/random.js';
import type { HistoryEntry, SearchAlgorithm } from '../../src/search/search-algorithm.js';
import { createSearchSpace } from '../../src/search/search-space.js';

/** Runs a search in batches of eight on the noisy objectives; the true hypervolume of all that it evaluated. */
function searchProblem(
  algorithm: SearchAlgorithm,
  problem: TestProblem,
  seed: number,
  trials: number,
): number {
  const observe = problem.observations(seed);
  const history: HistoryEntry[] = [];
  while (history.length < trials) {
    const request = { space: problem.space, history, firstNumber: history.length, count: 8, seed };
    for (const assignment of algorithm.suggest(request)) {
      const result = { objectives: observe(assignment), violation: 0 };
      history.push({ number: history.length, assignment, result });
    }
  }
  return hypervolume(
    history.map(({ assignment }) => problem.objectives(assignment)),
    problem.reference,
  );
}

describe('NSGA-II', () => {
  const withPopulation = (populationSize: number) =>
    createNsga2Search(nsga2ConfigSchema.parse({ algorithm: 'nsga2', populationSize }));
  const nsga2 = withPopulation(24);
  const medianVolume = (algorithm: SearchAlgorithm, problem: TestProblem, trials: number) =>
    median([0, 1, 2, 3, 4].map((seed) => searchProblem(algorithm, problem, seed, trials)));

  it('beats random search from the same, empty start', () => {
    const random = medianVolume(createRandomSearch(), volt140, 200);
    // Random sampling has 0.481 at 200 trials (median of 11 seeds), Optuna 4.9's NSGA-II 0.495.
    expect(Math.abs(random - 0.481)).toBeLessThan(0.02);
    expect(medianVolume(nsga2, volt140, 200)).toBeGreaterThan(random + 0.015);
  });

  it('makes more of the eight uniform levels than the peer that starts from them', () => {
    // Optuna 4.9's NSGAIISampler with the same eight enqueued: 1.320 at 100 trials (median of 5).
    expect(medianVolume(nsga2, volt140Seeded, 96)).toBeGreaterThan(1.33);
  });

  it('begins with the anchors in their order, as many as the population holds, then goes on at random', () => {
    const parameters = [
      { name: 'a', kind: 'ordinal' as const, values: [0, 1, 2, 3, 4, 5, 6, 7] },
      { name: 'b', kind: 'ordinal' as const, values: [0, 1, 2, 3, 4, 5, 6, 7] },
    ];
    const anchors = [7, 5, 3, 1].map((a): Assignment => ({ a, b: 0 }));
    const suggest = (populationSize: number) =>
      withPopulation(populationSize).suggest({
        space: createSearchSpace(parameters, anchors),
        history: [],
        firstNumber: 0,
        count: 6,
        seed: 0,
      });
    expect(suggest(6).slice(0, 4)).toEqual(anchors);
    expect(suggest(2).slice(0, 2)).toEqual(anchors.slice(0, 2));
    expect(suggest(2).slice(2, 4)).not.toEqual(anchors.slice(2, 4));
  });

  it('descends from the best: children stay near a single good trial', () => {
    const parameters = Array.from({ length: 30 }, (_, i) => ({
      name: `p${i}`,
      kind: 'ordinal' as const,
      values: [0, 1, 2, 3, 4, 5, 6, 7],
    }));
    const space = createSearchSpace(parameters);
    const all = (value: number) => Object.fromEntries(parameters.map(({ name }) => [name, value]));
    const history: HistoryEntry[] = [
      { number: 0, assignment: all(2), result: { objectives: [0, 0], violation: 0 } },
      { number: 1, assignment: all(7), result: 'rejected' },
    ];
    const small = withPopulation(2);
    const children = small.suggest({ space, history, firstNumber: 2, count: 50, seed: 1 });
    const changes = children.map((child) => Object.values(child).filter((value) => value !== 2).length);
    expect(Math.max(...changes)).toBeLessThan(10);
    expect(Math.min(...changes)).toBe(1);
  });
});
