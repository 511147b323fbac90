import { fromErrorReport, inputError } from '../../core/errors.js';
import { type Policy, policyId } from '../../core/policy.js';
import { requireFit } from '../../core/policy-fit.js';
import { parsePolicy } from '../../core/policy-schema.js';
import type { Metrics, Outcome } from '../../core/trial.js';
import { readTextFile } from '../../core/yaml-config.js';
import { createEvaluator } from '../../evaluation/create-evaluator.js';
import { needsOperands } from '../../reliability/protection/protection-schemes.js';
import { writeDetailSheet } from '../../report/detail-sheet.js';
import { formatInterval, formatQuantity, formatSignedPercent } from '../../report/format.js';
import { intervalHalfWidth } from '../../report/interval.js';
import { labelledMetric } from '../../report/metric-labels.js';
import { readStudyConfig } from '../../study/study-config.js';
import { type CalibratedContext, calibrate } from '../calibrated-context.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, listenForInterrupt } from '../interrupt.js';
import { inFile } from '../locate.js';
import { nominalCost } from '../nominal-cost.js';
import { createProgress } from '../progress.js';
import { openStudyContext, type StudyContext } from '../study-context.js';

export interface EvaluateOptions {
  readonly policy: string;
  readonly images?: number;
  readonly seed?: number;
  readonly sheet?: string;
  readonly audit?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `leeway evaluate`: runs one policy and prints its scores; optionally a picture of its images. */
export async function evaluate(
  file: string,
  options: EvaluateOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const policy = parsePolicy(readTextFile(options.policy, 'policy'), options.policy);
  const opened = await openStudyContext(config, inFile(file));
  requireRunnable(policy, opened, options.policy);
  const progress = createProgress(process.stderr, () => environment.now().getTime(), options.quiet);
  const context = await calibrate(opened, progress);
  const images = options.images ?? config.confirmation.images;
  const seed = options.seed ?? config.study.seed;
  progress.note(`Running ${images} images of seed ${seed} ...`);
  const outcome = await runPolicy(context, { policy, images, seed, audit: options.audit ?? false });
  progress.clear();
  if (outcome === 'stopped') {
    process.stderr.write('Stopped; nothing was written.\n');
    process.exitCode = INTERRUPTED;
    return;
  }
  if (outcome.detail && options.sheet) await writeDetailSheet(outcome.detail, options.sheet);
  const nominal = nominalCost(context);
  if (options.json) console.log(JSON.stringify(resultJson(policy, outcome, nominal), null, 2));
  else console.log(resultText(outcome, nominal, images, options.sheet));
}

/**
 * Refuses a policy that does not fit the network, or that the accelerator cannot run.
 *
 * @throws InputError
 */
export function requireRunnable(policy: Policy, { workload, costModel }: StudyContext, path: string): void {
  requireFit(policy, workload, path);
  const reason = costModel.violation(policy);
  if (reason !== null) throw inputError(`${path}: ${reason}`);
}

type Scored = Extract<Outcome, { status: 'scored' }>;

interface Run {
  readonly policy: Policy;
  readonly images: number;
  readonly seed: number;
  readonly audit: boolean;
}

async function runPolicy(
  { evaluation }: CalibratedContext,
  { policy, images, seed, audit }: Run,
): Promise<Scored | 'stopped'> {
  const evaluator = await createEvaluator({ ...evaluation, audit, exposeOperands: needsOperands(policy) });
  const interrupt = listenForInterrupt();
  try {
    const job = { trialNumber: 0, policy, seed, images, detailImages: images };
    const outcome = await evaluator.evaluate(job, () => interrupt.requested);
    if (outcome.status === 'scored') return outcome;
    throw outcome.status === 'failed' ? fromErrorReport(outcome.error) : inputError(outcome.reason);
  } catch (error) {
    if (interrupt.requested) return 'stopped';
    throw error;
  } finally {
    interrupt.dispose();
    await evaluator.dispose();
  }
}

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
