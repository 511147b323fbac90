import { median, quantile } from '../../core/statistics/summary.js';
import { PEER_BUDGETS, PEER_RESULTS, type PeerResult } from './peer-results.js';
import type { SearchRunResult } from './search-run.js';
import type { TestProblemName } from './test-problems.js';

/** What an algorithm reached on a problem, over seeds. */
export interface BenchResult {
  readonly problem: TestProblemName;
  readonly algorithm: string;
  /** Number of runs. */
  readonly seeds: number;
  readonly budgets: readonly BudgetSummary[];
  /** Mean over all trials; the median of the runs. */
  readonly msPerSuggestion: number;
  /** Mean over the last tenth of the trials; the median of the runs. */
  readonly msPerLateSuggestion: number;
}

/** Hypervolumes after so many trials, free of noise, of all points evaluated. */
export interface BudgetSummary {
  readonly trials: number;
  readonly medianHypervolume: number;
  readonly q25: number;
  readonly q75: number;
}

/** The usual budgets up to a number of trials, and that number. */
export const budgetsUpTo = (trials: number): number[] => [
  ...PEER_BUDGETS.filter((budget) => budget < trials),
  trials,
];

/** @param runs one a seed, at least one */
export function summariseRuns(
  problem: TestProblemName,
  algorithm: string,
  budgets: readonly number[],
  runs: readonly SearchRunResult[],
): BenchResult {
  return {
    problem,
    algorithm,
    seeds: runs.length,
    budgets: budgets.map((trials, b) => {
      const values = runs.map(({ hypervolumes }) => hypervolumes[b]);
      return {
        trials,
        medianHypervolume: median(values),
        q25: quantile(values, 0.25),
        q75: quantile(values, 0.75),
      };
    }),
    msPerSuggestion: median(runs.map((run) => run.msPerSuggestion)),
    msPerLateSuggestion: median(runs.map((run) => run.msPerLateSuggestion)),
  };
}

/** The best of Leeway's algorithms against the best of the others at one budget. */
export interface Comparison {
  readonly problem: TestProblemName;
  readonly trials: number;
  readonly own: { readonly algorithm: string; readonly hypervolume: number };
  /** Null where no other optimiser was measured. */
  readonly peer: { readonly name: string; readonly hypervolume: number; readonly seeds: number } | null;
  /** Whether the own median is at or above the peer's. */
  readonly met: boolean;
}

/**
 * Compares what was measured with the published medians of others, budget by budget.
 *
 * @param results any number of algorithms for each problem
 */
export function compareWithPeers(results: readonly BenchResult[]): Comparison[] {
  const problems = [...new Set(results.map(({ problem }) => problem))];
  return problems.flatMap((problem) =>
    PEER_BUDGETS.flatMap((trials, b) => {
      const own = bestOwn(results, problem, trials);
      if (!own) return [];
      const peer = bestPeer(PEER_RESULTS[problem], b);
      return [{ problem, trials, own, peer, met: !peer || own.hypervolume >= peer.hypervolume }];
    }),
  );
}

/** The structured search against the best of the general algorithms on one problem at one budget. */
export interface StructureGain {
  readonly problem: TestProblemName;
  readonly trials: number;
  /** Median hypervolume of `leeway`. */
  readonly structured: number;
  readonly general: { readonly algorithm: string; readonly hypervolume: number };
}

/** What knowing the structure of a problem is worth: budgets at which `leeway` and a general algorithm were measured. */
export function structureGains(results: readonly BenchResult[]): StructureGain[] {
  const general = results.filter(({ algorithm }) => algorithm !== 'leeway');
  return results
    .filter(({ algorithm }) => algorithm === 'leeway')
    .flatMap(({ problem, budgets }) =>
      budgets.flatMap(({ trials, medianHypervolume }) => {
        const best = bestOwn(general, problem, trials);
        return best ? [{ problem, trials, structured: medianHypervolume, general: best }] : [];
      }),
    );
}

function bestOwn(results: readonly BenchResult[], problem: TestProblemName, trials: number) {
  const candidates = results.flatMap(({ problem: name, algorithm, budgets }) => {
    const budget = budgets.find((summary) => summary.trials === trials);
    return name === problem && budget ? [{ algorithm, hypervolume: budget.medianHypervolume }] : [];
  });
  return candidates.sort((a, b) => b.hypervolume - a.hypervolume).at(0);
}

function bestPeer(peers: readonly PeerResult[], budget: number) {
  const candidates = peers.flatMap(({ name, seeds, medians }) => {
    const hypervolume = medians[budget];
    return hypervolume === null ? [] : [{ name, hypervolume, seeds: seeds[budget] }];
  });
  return candidates.sort((a, b) => b.hypervolume - a.hypervolume).at(0) ?? null;
}
