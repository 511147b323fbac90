import { basename, extname, join } from 'node:path';
import { contentHash } from '../../core/canonical-json.js';
import type { Comparison } from '../../core/comparison.js';
import { inputError } from '../../core/errors.js';
import { Ledger } from '../../core/ledger.js';
import {
  ABLATION_CONTESTANTS,
  type ContestantRule,
  SCHEME_CONTESTANTS,
} from '../../evaluation/comparison/contestants.js';
import { voltageAtRateV } from '../../reliability/point-at-rate.js';
import { readComparison, writeComparison } from '../../report/comparison/comparison-files.js';
import { costTable, distanceTable, type TextTable } from '../../report/comparison/comparison-rows.js';
import type { StudyConfig } from '../../study/study-config.js';
import { readStudyConfig } from '../../study/study-config.js';
import { type CalibratedContext, calibrate } from '../calibrated-context.js';
import { type PlannedEntry, runComparison } from '../comparison-session.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, listenForInterrupt } from '../interrupt.js';
import { inFile } from '../locate.js';
import { markdownTable } from '../markdown-table.js';
import { plainTable } from '../plain-table.js';
import { createProgress } from '../progress.js';
import { openStudyContext } from '../study-context.js';

export interface CompareOptions {
  readonly name?: string;
  readonly ablation?: boolean;
  readonly only?: readonly string[];
  readonly rates: readonly number[];
  readonly images?: number;
  readonly seed?: number;
  readonly nominalSteps: number;
  readonly margin?: number;
  readonly workers?: number;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Folder of all comparisons, below the working directory. */
const COMPARISONS_DIRECTORY = 'comparisons';

/** `leeway compare`: ways to run a network under the same noise and word error rates, from where an earlier run stopped. */
export async function compare(
  file: string,
  options: CompareOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const rules = chosenContestants(options);
  const opened = await openStudyContext(config, inFile(file));
  const now = () => environment.now().getTime();
  const progress = createProgress(process.stderr, now, options.quiet);
  const context = await calibrate(opened, progress);
  const comparison = emptyComparison(file, options, context, rules, environment);
  const directory = join(COMPARISONS_DIRECTORY, comparison.name);
  const earlier = compatible(readComparison(directory), comparison, directory);
  const interrupt = listenForInterrupt();
  try {
    const finished = await runComparison({
      comparison: earlier ?? comparison,
      plan: planEntries(context, rules, comparison.settings),
      spec: context.evaluation,
      nominal: comparison.nominal,
      directory,
      workers: options.workers ?? environment.cores,
      progress,
      interrupt,
      holder: environment.holder,
      now,
    });
    const page = await writeComparison(finished, directory);
    printComparison(finished, page, options);
    if (interrupt.requested) process.exitCode = INTERRUPTED;
  } finally {
    interrupt.dispose();
  }
}

type Rules = Readonly<Record<string, ContestantRule>>;

function chosenContestants({ ablation, only }: CompareOptions): Rules {
  const all: Rules = ablation ? ABLATION_CONTESTANTS : SCHEME_CONTESTANTS;
  if (only === undefined) return all;
  const unknown = only.filter((name) => !(name in all));
  if (unknown.length > 0) {
    throw inputError(`--only: expected some of ${Object.keys(all).join(', ')}; got ${unknown.join(', ')}`);
  }
  return Object.fromEntries(only.map((name) => [name, all[name]]));
}

/** The bound on the perceptual distance that the search space has is the margin, unless another is asked for. */
function marginOf({ constraints }: StudyConfig, { margin }: CompareOptions): number {
  const bound = constraints.find(({ metric }) => metric === 'perceptualDistance')?.atMost;
  const chosen = margin ?? bound;
  if (chosen !== undefined) return chosen;
  throw inputError(
    '--margin: expected the largest distance that counts as no worse, as the search space bounds none; give one',
  );
}

function emptyComparison(
  file: string,
  options: CompareOptions,
  context: CalibratedContext,
  rules: Rules,
  { now, leewayVersion, versions }: Environment,
): Comparison {
  const { config, costModel, workload, nominalPolicy, inputHashes } = context;
  const ledger = Object.assign(Ledger.of(workload), { images: 1 });
  const { energyJ, latencyS } = costModel.cost(nominalPolicy, ledger);
  const space = basename(file, extname(file));
  return {
    format: 'leeway-comparison/1',
    name: options.name ?? (options.ablation ? `${space}-ablation` : space),
    question: options.ablation ? 'ablation' : 'schemes',
    createdAt: now().toISOString(),
    command: `npx leeway compare ${file}${options.ablation ? ' --ablation' : ''}`,
    leewayVersion,
    versions,
    inputHashes,
    settings: {
      images: options.images ?? config.confirmation.images,
      seed: options.seed ?? config.study.seed,
      nominalSteps: options.nominalSteps,
      margin: marginOf(config, options),
      wordErrorRates: options.rates.toSorted((a, b) => a - b),
    },
    nominal: { energyJ, latencyS },
    contestants: Object.entries(rules).map(([name, { label }]) => ({ name, label })),
    entries: [],
  };
}

function planEntries(
  { workload, accelerator }: CalibratedContext,
  rules: Rules,
  { wordErrorRates, nominalSteps }: Comparison['settings'],
): PlannedEntry[] {
  const { nominal } = accelerator.core;
  return Object.entries(rules).flatMap(([contestant, { build }]) =>
    wordErrorRates.map((wordErrorRate) => {
      const voltageV = voltageAtRateV(accelerator.errorCurve, nominal.frequencyHz, wordErrorRate);
      const point = { ...nominal, voltageV };
      return { contestant, wordErrorRate, point, policy: build(workload, { nominal, point }, nominalSteps) };
    }),
  );
}

/** The comparison to go on from: one of other settings or inputs is kept from being mixed or overwritten. */
function compatible(earlier: Comparison | null, wanted: Comparison, directory: string): Comparison | null {
  if (earlier === null) return null;
  const key = ({ settings, inputHashes, question }: Comparison) =>
    contentHash({ ...settings, wordErrorRates: null, inputHashes, question });
  if (key(earlier) === key(wanted)) {
    return { ...earlier, settings: wanted.settings, contestants: wanted.contestants };
  }
  throw inputError(
    `${directory}: holds a comparison with other settings or inputs; choose another --name, or remove the folder`,
  );
}

function printComparison(comparison: Comparison, page: string, { json, markdown }: CompareOptions): void {
  if (json) {
    console.log(JSON.stringify(comparison, null, 2));
    return;
  }
  const tables = [distanceTable(comparison), costTable(comparison)];
  const text = tables.map(markdown ? markdownTable : terminalTable);
  const { contestants, settings, entries } = comparison;
  const missing = contestants.length * settings.wordErrorRates.length - entries.length;
  console.log(
    [
      ...text.flatMap((table) => [table, '']),
      ...(missing > 0 ? [`${missing} runs are missing; the same command goes on.`] : []),
      `Page  ${page}`,
    ].join('\n'),
  );
}

function terminalTable({ head, rows }: TextTable): string {
  const table = plainTable(head, [head[0]]);
  for (const row of rows) table.push([...row]);
  return table.toString();
}
