import { parentPort } from 'node:worker_threads';
import { asLeewayError, type ErrorReport, toErrorReport } from '../core/errors.js';
import { runSearch, type SearchRunResult } from '../search/problems/search-run.js';
import { TEST_PROBLEMS, type TestProblemName } from '../search/problems/test-problems.js';
import type { SearchAlgorithmName } from '../search/search-algorithms.js';
import { createSearchAlgorithm, searchConfigSchema } from '../search/search-config.js';

/** One run of a bench. */
export interface BenchTask {
  readonly problem: TestProblemName;
  readonly algorithm: SearchAlgorithmName;
  readonly seed: number;
  readonly budgets: readonly number[];
}

export type BenchReply = { readonly result: SearchRunResult } | { readonly error: ErrorReport };

/** Runs a task with the algorithm's default settings. */
export function runBenchTask({ problem, algorithm, seed, budgets }: BenchTask): SearchRunResult {
  return runSearch({
    problem: TEST_PROBLEMS[problem],
    algorithm: createSearchAlgorithm(searchConfigSchema.parse({ algorithm })),
    seed,
    budgets,
    now: () => performance.now(),
  });
}

parentPort?.on('message', (task: BenchTask) => {
  let reply: BenchReply;
  try {
    reply = { result: runBenchTask(task) };
  } catch (thrown) {
    reply = { error: toErrorReport(asLeewayError(thrown)) };
  }
  parentPort?.postMessage(reply);
});
