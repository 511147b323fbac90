import { inputError } from '../../core/errors.js';
import {
  type BenchResult,
  budgetsUpTo,
  type Comparison,
  compareWithPeers,
  type StructureGain,
  structureGains,
  summariseRuns,
} from '../../search/problems/bench-summary.js';
import type { TestProblem } from '../../search/problems/test-problem.js';
import { TEST_PROBLEMS } from '../../search/problems/test-problems.js';
import { SEARCH_ALGORITHMS, type SearchAlgorithmName } from '../../search/search-algorithms.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, listenForInterrupt } from '../interrupt.js';
import { plainTable } from '../plain-table.js';
import { createProgress } from '../progress.js';
import { runBenchTasks } from '../search-bench-pool.js';
import type { BenchTask } from '../search-bench-worker.js';

export interface SearchBenchOptions {
  readonly problem?: readonly string[];
  readonly algorithm?: readonly string[];
  readonly trials: number;
  readonly seeds: number;
  readonly workers?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** What makes sense for an algorithm whose suggestions cost more and more, unless it is asked for by name. */
const LIMITS: Partial<Record<SearchAlgorithmName, { readonly trials: number; readonly parameters: number }>> =
  {
    gp: { trials: 200, parameters: 30 },
  };

/** Algorithms that only do something of their own where a problem has cells. */
const FOR_CELLS: readonly SearchAlgorithmName[] = ['leeway'];

/** An algorithm on a problem, at some budgets. */
interface Series extends Omit<BenchTask, 'seed'> {}

/**
 * `leeway search-bench`: search algorithms on problems with known answers, beside other optimisers. After Ctrl-C it
 * prints what the finished runs say, each line with its own number of seeds.
 *
 * @throws InputError for a problem or an algorithm that there is not
 */
export async function searchBench(options: SearchBenchOptions, { cores, now }: Environment): Promise<void> {
  const series = chosenSeries(options);
  const tasks = series.flatMap((one) =>
    Array.from({ length: options.seeds }, (_, seed): BenchTask => ({ ...one, seed })),
  );
  const progress = createProgress(process.stderr, () => now().getTime(), options.quiet);
  const interrupt = listenForInterrupt();
  progress.note(`${tasks.length} runs ...`);
  const runs = await runBenchTasks(tasks, options.workers ?? cores, interrupt, (done) =>
    progress.update(`${done}/${tasks.length} runs`),
  ).finally(() => {
    interrupt.dispose();
    progress.clear();
  });
  const results = series.flatMap(({ problem, algorithm, budgets }, s) => {
    const own = runs.slice(s * options.seeds, (s + 1) * options.seeds).filter((run) => run !== null);
    return own.length > 0 ? [summariseRuns(problem, algorithm, budgets, own)] : [];
  });
  print(results, series.length === 1, options.json);
  if (!interrupt.requested) return;
  const finished = runs.filter((run) => run !== null).length;
  process.stderr.write(`Stopped after ${finished} of ${tasks.length} runs.\n`);
  process.exitCode = INTERRUPTED;
}

function print(results: readonly BenchResult[], single: boolean, json: true | undefined): void {
  if (json) console.log(JSON.stringify(single ? (results[0] ?? null) : results, null, 2));
  else if (results.length > 0) {
    const gains = structureGains(results);
    console.log(
      [
        resultTable(results),
        comparisonTable(compareWithPeers(results)),
        ...(gains.length > 0 ? [gainTable(gains)] : []),
      ].join('\n\n'),
    );
  }
}

function chosenSeries({ problem, algorithm, trials }: SearchBenchOptions): Series[] {
  const problems = chosenNames('--problem', problem, keysOf(TEST_PROBLEMS));
  const algorithms = chosenNames('--algorithm', algorithm, keysOf(SEARCH_ALGORITHMS));
  return problems.flatMap((name) =>
    algorithms.flatMap((searched) => {
      const { space, cells }: TestProblem = TEST_PROBLEMS[name];
      const limit = algorithm ? undefined : LIMITS[searched];
      const unfit = limit && space.parameters.length > limit.parameters;
      if (!algorithm && (unfit || (!cells && FOR_CELLS.includes(searched)))) return [];
      const most = Math.min(trials, limit?.trials ?? trials);
      return [{ problem: name, algorithm: searched, budgets: budgetsUpTo(most) }];
    }),
  );
}

/** The names asked for, in the order of all, or all of them. */
function chosenNames<T extends string>(
  option: string,
  asked: readonly string[] | undefined,
  all: readonly T[],
): readonly T[] {
  if (asked === undefined) return all;
  const unknown = asked.find((name) => !all.some((known) => known === name));
  if (unknown === undefined) return all.filter((name) => asked.includes(name));
  throw inputError(`${option}: expected names among ${all.join(', ')}, got ${unknown}`);
}

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>) => Object.keys(table) as T[];

function resultTable(results: readonly BenchResult[]): string {
  const columns = [...new Set(results.flatMap(({ budgets }) => budgets.map(({ trials }) => trials)))].sort(
    (a, b) => a - b,
  );
  const table = plainTable(
    ['problem', 'algorithm', 'seeds', ...columns.map((trials) => `at ${trials}`), 'ms', 'ms at end'],
    ['problem', 'algorithm'],
  );
  for (const { problem, algorithm, seeds, budgets, msPerSuggestion, msPerLateSuggestion } of results) {
    const medians = columns.map((trials) => {
      const budget = budgets.find((summary) => summary.trials === trials);
      return budget ? volume(budget.medianHypervolume) : '';
    });
    const times = [msPerSuggestion, msPerLateSuggestion].map((ms) => ms.toFixed(2));
    table.push([problem, algorithm, seeds, ...medians, ...times]);
  }
  return `Hypervolume of all points evaluated, median of seeds; ms per suggestion, over all and the last tenth\n${table}`;
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const table = plainTable(
    ['problem', 'trials', 'best of Leeway', 'hypervolume', 'best of others', 'hypervolume ', 'seeds', 'met'],
    ['problem', 'best of Leeway', 'best of others', 'met'],
  );
  for (const { problem, trials, own, peer, met } of comparisons) {
    table.push([
      problem,
      trials,
      own.algorithm,
      volume(own.hypervolume),
      peer?.name ?? '',
      peer ? volume(peer.hypervolume) : '',
      peer?.seeds ?? '',
      peer ? (met ? 'yes' : 'no') : '',
    ]);
  }
  return `Beside Optuna and pymoo (medians measured earlier; of 1 to 3 seeds they are indications)\n${table}`;
}

function gainTable(gains: readonly StructureGain[]): string {
  const table = plainTable(
    ['problem', 'trials', 'leeway', 'best general', 'hypervolume', 'above'],
    ['problem', 'best general', 'above'],
  );
  for (const { problem, trials, structured, general } of gains) {
    const above = structured > general.hypervolume ? 'yes' : 'no';
    table.push([problem, trials, volume(structured), general.algorithm, volume(general.hypervolume), above]);
  }
  return `What structure is worth (all begin with the same designs where the problem has any)\n${table}`;
}

const volume = (value: number) => value.toPrecision(6);
