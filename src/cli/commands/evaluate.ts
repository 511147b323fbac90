import { createCostModel } from '../../accelerator/cost.js';
import { executionError, fromErrorReport, inputError } from '../../core/errors.js';
import { Ledger } from '../../core/ledger.js';
import { type Policy, policyId } from '../../core/policy.js';
import { parsePolicy } from '../../core/policy-schema.js';
import type { Metrics, Outcome } from '../../core/trial.js';
import type { Workload } from '../../core/workload.js';
import { readTextFile } from '../../core/yaml-config.js';
import { createEvaluator } from '../../evaluation/create-evaluator.js';
import { selectGemms } from '../../reliability/site-sets.js';
import { writeDetailSheet } from '../../report/detail-sheet.js';
import { formatInterval, formatQuantity, formatSignedPercent } from '../../report/format.js';
import { intervalHalfWidth } from '../../report/interval.js';
import { labelledMetric } from '../../report/metric-labels.js';
import { readStudyConfig } from '../../study/study-config.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { listenForInterrupt } from '../interrupt.js';
import { createProgress } from '../progress.js';
import { cacheFolderOf, openStudyContext, type StudyContext } from '../study-context.js';

export interface EvaluateOptions {
  readonly policy: string;
  readonly images?: number;
  readonly seed?: number;
  readonly sheet?: string;
  readonly audit?: boolean;
  readonly json?: boolean;
}

/** `leeway evaluate`: runs one policy and prints its scores; optionally a picture of its images. */
export async function evaluate(
  file: string,
  options: EvaluateOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const policy = parsePolicy(readTextFile(options.policy, 'policy'), options.policy);
  const progress = createProgress(process.stderr, () => environment.now().getTime());
  const context = await openStudyContext(config, file, cacheFolderOf(RUNS_DIRECTORY), (share) =>
    progress.update(`Calibrating the INT8 scales: ${Math.round(100 * share)}%`),
  );
  requireMatch(policy, options.policy, context.workload);
  const images = options.images ?? config.confirmation.images;
  const seed = options.seed ?? config.study.seed;
  progress.note(`Running ${images} images of seed ${seed} ...`);
  const outcome = await runPolicy(context, { policy, images, seed, audit: options.audit ?? false });
  progress.clear();
  if (outcome.status === 'infeasible') throw inputError(`${options.policy}: ${outcome.reason}`);
  if (outcome.status === 'failed') throw fromErrorReport(outcome.error);
  if (options.sheet && outcome.detail) await writeDetailSheet(outcome.detail, options.sheet);
  const nominal = nominalCost(context);
  if (options.json) console.log(JSON.stringify(resultJson(policy, outcome, nominal), null, 2));
  else console.log(resultText(outcome, nominal, images, options.sheet));
}

/** Refuses a policy for other blocks or steps before the network is loaded, in a message that names its file. */
function requireMatch(policy: Policy, path: string, { blocks, steps }: Workload): void {
  const describe = (stepCount: number, names: readonly string[]) =>
    `${stepCount} steps of blocks ${names.join(', ')}`;
  const expected = describe(steps, blocks);
  const got = describe(policy.cells.length, policy.blocks);
  if (got === expected) return;
  throw inputError(
    `${path}: expected ${expected}, got ${got}; use a policy made for this network and number of steps`,
  );
}

interface Run {
  readonly policy: Policy;
  readonly images: number;
  readonly seed: number;
  readonly audit: boolean;
}

async function runPolicy(
  { evaluation }: StudyContext,
  { policy, images, seed, audit }: Run,
): Promise<Outcome> {
  const evaluator = await createEvaluator({ ...evaluation, audit });
  const interrupt = listenForInterrupt();
  try {
    const job = { trialNumber: 0, policy, seed, images, detailImages: images };
    return await evaluator.evaluate(job, () => interrupt.requested);
  } catch (error) {
    if (interrupt.requested) throw executionError('stopped; nothing was written', error);
    throw error;
  } finally {
    interrupt.dispose();
    await evaluator.dispose();
  }
}

/** What the nominal policy costs: no faults, so that no run is needed. */
function nominalCost({ accelerator, workload, nominalPolicy, evaluation }: StudyContext): Metrics {
  const ledger = Ledger.of(workload);
  ledger.images = 1;
  const guarded = selectGemms(evaluation.sites, workload);
  const { energyJ, latencyS } = createCostModel(accelerator, workload, guarded).cost(nominalPolicy, ledger);
  return { energyJ, latencyS };
}

type Scored = Extract<Outcome, { status: 'scored' }>;

const resultJson = (policy: Policy, { metrics, standardErrors, diagnostics }: Scored, nominal: Metrics) => ({
  policyId: policyId(policy),
  metrics,
  standardErrors,
  diagnostics,
  nominal,
  energySaving: 1 - metrics.energyJ / nominal.energyJ,
  speedUp: nominal.latencyS / metrics.latencyS,
});

function resultText(
  { metrics, standardErrors, diagnostics }: Scored,
  nominal: Metrics,
  images: number,
  sheet?: string,
) {
  const lines = Object.entries(metrics).map(([name, value]) => {
    const { label, unit } = labelledMetric(name);
    const error = name in nominal ? undefined : standardErrors[name];
    const text =
      error === undefined
        ? formatQuantity(value, unit)
        : formatInterval(value, intervalHalfWidth(error, images), unit);
    const versus =
      name in nominal ? ` (${formatSignedPercent(value / nominal[name] - 1)} against nominal)` : '';
    return `${label.padEnd(22)}${text}${versus}`;
  });
  const count = (name: string) => diagnostics[name].toFixed(0);
  return [
    ...lines,
    `Words per image       ${count('faultyWords')} faulty, ${count('restoredWords')} restored from the checkpoint, ${count('restoredFaultyWords')} of them faulty`,
    ...(sheet ? [`Images                ${sheet} (golden above, faulty below)`] : []),
  ].join('\n');
}
