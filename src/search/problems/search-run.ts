import { hypervolume } from '../../core/hypervolume.js';
import type { HistoryEntry, SearchAlgorithm } from '../search-algorithm.js';
import type { TestProblem } from './test-problem.js';

/** A search of a test problem. */
export interface SearchRun {
  readonly problem: TestProblem;
  readonly algorithm: SearchAlgorithm;
  /** Of the search, and of the problem's noise. */
  readonly seed: number;
  /** Evaluations at which the hypervolume is measured, rising; the last ends the run. */
  readonly budgets: readonly number[];
  /** A clock in milliseconds. */
  readonly now: () => number;
}

export interface SearchRunResult {
  /** Hypervolume of all points evaluated so far, free of noise, at each budget. */
  readonly hypervolumes: readonly number[];
  /** Time taken by suggestions, the mean of all. */
  readonly msPerSuggestion: number;
  /** The mean of the last tenth. */
  readonly msPerLateSuggestion: number;
}

/** Runs a search one trial at a time, each suggestion knowing all results so far. */
export function runSearch({ problem, algorithm, seed, budgets, now }: SearchRun): SearchRunResult {
  const { space, reference, cells, exact } = problem;
  const knowledge = { reference, ...(cells && { cells }), ...(exact && { exact }) };
  const observe = problem.observations(seed);
  const history: HistoryEntry[] = [];
  const points: number[][] = [];
  const hypervolumes: number[] = [];
  const times: number[] = [];
  for (const budget of budgets) {
    while (history.length < budget) {
      const started = now();
      const [assignment] = algorithm.suggest({
        space,
        history,
        firstNumber: history.length,
        count: 1,
        seed,
        knowledge,
      });
      times.push(now() - started);
      if (!assignment) break;
      const result = { objectives: observe(assignment), violation: 0 };
      history.push({ number: history.length, assignment, result });
      points.push(problem.objectives(assignment));
    }
    hypervolumes.push(hypervolume(points, problem.reference));
  }
  const late = times.slice(-Math.ceil(times.length / 10));
  return { hypervolumes, msPerSuggestion: mean(times), msPerLateSuggestion: mean(late) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
