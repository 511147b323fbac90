import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/core/statistics/summary.js';
import type { Assignment } from '../../src/core/trial.js';
import { runSearch } from '../../src/search/problems/search-run.js';
import { zdt1 } from '../../src/search/problems/zdt.js';
import type { HistoryEntry, SearchAlgorithm, SuggestRequest } from '../../src/search/search-algorithm.js';
import { SEARCH_ALGORITHMS, type SearchAlgorithmName } from '../../src/search/search-algorithms.js';
import { createSearchAlgorithm, searchConfigSchema } from '../../src/search/search-config.js';
import { assignmentKey, createSearchSpace, encodeAssignment } from '../../src/search/search-space.js';
import { searchStates } from './arbitrary-spaces.js';

/** Settings under which a variant leaves its first phase within the small histories of these tests. */
const SETTINGS: Partial<Record<SearchAlgorithmName, object>> = {
  nsga2: { populationSize: 4, crossover: 'grouped' },
  nsga3: { populationSize: 4 },
  'sms-emoa': { populationSize: 4 },
  tpe: { initialTrials: 4 },
  gp: { initialTrials: 4 },
};

/** Fewer runs where a suggestion takes milliseconds. */
const runsOf = (name: SearchAlgorithmName, runs: number) => (name === 'gp' ? Math.ceil(runs / 10) : runs);

const algorithmNames = Object.keys(SEARCH_ALGORITHMS) as SearchAlgorithmName[];

const requests = fc.tuple(searchStates, fc.nat(8), fc.nat(2 ** 32 - 1)).map(
  ([{ space, history }, count, seed]): SuggestRequest => ({
    space,
    history,
    firstNumber: history.length,
    count,
    seed,
  }),
);

const pending = (assignments: readonly Assignment[], firstNumber: number): HistoryEntry[] =>
  assignments.map((assignment, i) => ({ number: firstNumber + i, assignment, result: 'pending' }));

function suggestOneByOne(algorithm: SearchAlgorithm, request: SuggestRequest): Assignment[] {
  const suggested: Assignment[] = [];
  for (let i = 0; i < request.count; i++) {
    const history = [...request.history, ...pending(suggested, request.firstNumber)];
    suggested.push(
      ...algorithm.suggest({ ...request, history, firstNumber: request.firstNumber + i, count: 1 }),
    );
  }
  return suggested;
}

describe.each(algorithmNames)('%s', (name) => {
  const create = () =>
    createSearchAlgorithm(searchConfigSchema.parse({ algorithm: name, ...SETTINGS[name] }));
  const algorithm = create();

  it('suggests assignments of the space that are new and all different, as many as there are', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { space, history, count } = request;
        const suggestions = algorithm.suggest(request);
        const keys = [...history, ...pending(suggestions, 0)].map((entry) =>
          assignmentKey(space, entry.assignment),
        );
        expect(suggestions).toHaveLength(Math.min(count, space.size - history.length));
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: runsOf(name, 120) },
    );
  });

  it('gives the same answer to the same request, whatever was asked before', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const first = algorithm.suggest(request);
        expect(algorithm.suggest(structuredClone(request))).toEqual(first);
        expect(create().suggest(request)).toEqual(first);
      }),
      { numRuns: runsOf(name, 50) },
    );
  });

  it('gives one by one what it gives in a batch', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(suggestOneByOne(algorithm, request)).toEqual(algorithm.suggest(request));
      }),
      { numRuns: runsOf(name, 50) },
    );
  });

  it('goes on after a stop at any trial as if there had been none', () => {
    const space = createSearchSpace([
      { name: 'a', kind: 'ordinal', values: [1, 2, 3, 4, 5, 6, 7, 8] },
      { name: 'b', kind: 'categorical', values: ['x', 'y', 'z'] },
      { name: 'c', kind: 'real', low: 1e-3, high: 1, scale: 'log' },
    ]);
    const goOn = (search: SearchAlgorithm, history: readonly HistoryEntry[], trials: number) => {
      const all = [...history];
      while (all.length < trials) {
        const request = { space, history: all, firstNumber: all.length, count: 1, seed: 7 };
        const [assignment] = search.suggest(request);
        const [a, c] = [Number(assignment.a), Number(assignment.c)];
        const objectives = [a + c, (8 - a) / 2 + (assignment.b === 'y' ? 0 : 1)];
        all.push({ number: all.length, assignment, result: { objectives, violation: a > 6 ? 1 : 0 } });
      }
      return all;
    };
    const whole = goOn(create(), [], 24);
    for (const cut of [1, 4, 5, 11, 23]) {
      expect(goOn(create(), structuredClone(whole.slice(0, cut)), 24)).toEqual(whole);
    }
  });

  it('leaves out parameters that do not count, and gives a value to those that do', () => {
    const space = createSearchSpace([
      { name: 'scheme', kind: 'categorical', values: ['none', 'abft', 'dmr'] },
      {
        name: 'threshold',
        kind: 'real',
        low: 1,
        high: 9,
        scale: 'linear',
        activeWhen: { parameter: 'scheme', values: ['abft'] },
      },
      { name: 'level', kind: 'ordinal', values: [0, 1, 2, 3, 4, 5] },
    ]);
    const history: HistoryEntry[] = [];
    for (let number = 0; number < 18; number++) {
      const [assignment] = algorithm.suggest({ space, history, firstNumber: number, count: 1, seed: 2 });
      expect('threshold' in assignment).toBe(assignment.scheme === 'abft');
      const level = Number(assignment.level);
      const objectives = [level, Number(assignment.threshold ?? 5) - level];
      history.push({ number, assignment, result: { objectives, violation: 0 } });
    }
  });

  it.each([
    ['violates its constraints', { objectives: [1, 2], violation: 3 }],
    ['is infinite', { objectives: [Infinity, -Infinity], violation: 0 }],
    ['is the same', { objectives: [1, 1], violation: 0 }],
  ])('goes on when every result %s', (_, result) => {
    const space = createSearchSpace([
      { name: 'a', kind: 'ordinal', values: [1, 2, 3, 4, 5, 6] },
      { name: 'b', kind: 'real', low: 0, high: 1, scale: 'linear' },
    ]);
    const history: HistoryEntry[] = [];
    for (let number = 0; number < 20; number++) {
      const [assignment] = algorithm.suggest({ space, history, firstNumber: number, count: 1, seed: 5 });
      history.push({ number, assignment, result });
    }
    expect(new Set(history.map(({ assignment }) => assignmentKey(space, assignment))).size).toBe(20);
  });

  it('leaves the history as it was', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const before = structuredClone(request.history);
        algorithm.suggest(request);
        expect(request.history).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it('depends on the seed and on the number of the trial', () => {
    const space = createSearchSpace(
      Array.from({ length: 20 }, (_, i) => ({
        name: `p${i}`,
        kind: 'ordinal' as const,
        values: [1, 2, 3, 4],
      })),
    );
    const ask = (seed: number, firstNumber: number) =>
      algorithm.suggest({ space, history: [], firstNumber, count: 1, seed })[0];
    const suggestions = [ask(1, 0), ask(2, 0), ask(1, 1)].map((a) => assignmentKey(space, a));
    expect(new Set(suggestions).size).toBe(3);
  });

  it.each(['rejected', 'pending', { objectives: [Number.NaN], violation: 0 }] as const)(
    'goes on until the space is exhausted when every result is %j',
    (result) => {
      const values = [1, 2, 3, 4, 5, 6];
      const space = createSearchSpace([
        { name: 'a', kind: 'ordinal', values },
        { name: 'b', kind: 'categorical', values },
      ]);
      const history: HistoryEntry[] = [];
      for (let number = 0; number < space.size; number++) {
        const [assignment] = algorithm.suggest({ space, history, firstNumber: number, count: 1, seed: 5 });
        history.push({ number, assignment, result });
      }
      expect(new Set(history.map(({ assignment }) => assignmentKey(space, assignment))).size).toBe(36);
      expect(algorithm.suggest({ space, history, firstNumber: 36, count: 3, seed: 5 })).toEqual([]);
    },
  );
});

describe('better than random search', () => {
  /** Median hypervolume of zdt1 after so many trials. */
  const medianVolume = (name: SearchAlgorithmName, trials: number) =>
    median(
      [0, 1, 2].map((seed) => {
        const algorithm = createSearchAlgorithm(searchConfigSchema.parse({ algorithm: name }));
        return runSearch({ problem: zdt1, algorithm, seed, budgets: [trials], now: () => 0 }).hypervolumes[0];
      }),
    );
  /** Fewer where a suggestion takes longer. */
  const TRIALS: Partial<Record<SearchAlgorithmName, number>> = { tpe: 100, gp: 40 };
  const ignoresScores: readonly SearchAlgorithmName[] = ['random', 'sobol'];

  it.each(algorithmNames.filter((name) => !ignoresScores.includes(name)))('%s', (name) => {
    const trials = TRIALS[name] ?? 300;
    expect(medianVolume(name, trials)).toBeGreaterThan(medianVolume('random', trials) + 1);
  });
});

describe('random', () => {
  it('draws every value of a parameter equally often', () => {
    const space = createSearchSpace(
      Array.from({ length: 10 }, (_, i) => ({
        name: `p${i}`,
        kind: 'ordinal' as const,
        values: [0, 1, 2, 3],
      })),
    );
    const random = createSearchAlgorithm({ algorithm: 'random' });
    const suggestions = random.suggest({ space, history: [], firstNumber: 0, count: 1000, seed: 3 });
    const indices = suggestions.flatMap((assignment) => encodeAssignment(space, assignment));
    // Standard deviation of a count: sqrt(10000 * 1/4 * 3/4) = 43.
    for (const value of [0, 1, 2, 3]) {
      expect(Math.abs(indices.filter((index) => index === value).length - 2500)).toBeLessThan(4 * 43);
    }
  });
});

describe('searchConfigSchema', () => {
  it('fills in defaults and refuses what an algorithm does not know', () => {
    expect(searchConfigSchema.parse({ algorithm: 'nsga2' })).toMatchObject({ populationSize: 24 });
    expect(searchConfigSchema.safeParse({ algorithm: 'random', populationSize: 24 }).success).toBe(false);
    expect(searchConfigSchema.safeParse({ algorithm: 'annealing' }).error?.issues[0].message).toBe(
      `expected algorithm: one of ${algorithmNames.join(', ')}`,
    );
  });
});
