import { mkdirSync } from 'node:fs';
import type { Comparison, ComparisonEntry } from '../core/comparison.js';
import { fromErrorReport, inputError } from '../core/errors.js';
import type { OperatingPoint } from '../core/operating-point.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Metrics } from '../core/trial.js';
import { judge } from '../evaluation/comparison/judge.js';
import type { EvaluationSpec } from '../evaluation/evaluation-spec.js';
import { PiscinaExecutor } from '../execution/piscina-executor.js';
import { needsOperands } from '../reliability/protection/protection-schemes.js';
import { saveComparison } from '../report/comparison/comparison-files.js';
import { lockStudy } from '../study/study-lock.js';
import type { Interrupt } from './interrupt.js';
import type { Progress } from './progress.js';

/** One run to be made: a contestant at a word error rate. */
export interface PlannedEntry {
  readonly contestant: string;
  readonly wordErrorRate: number;
  readonly point: OperatingPoint;
  readonly policy: Policy;
}

export interface ComparisonSession {
  /** The comparison without entries, or with those of an earlier run. */
  readonly comparison: Comparison;
  readonly plan: readonly PlannedEntry[];
  readonly spec: EvaluationSpec;
  readonly nominal: Metrics;
  readonly directory: string;
  readonly workers: number;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
  readonly holder: { readonly pid: number; readonly host: string };
  readonly now: () => number;
}

const keyOf = ({ contestant, wordErrorRate }: Pick<PlannedEntry, 'contestant' | 'wordErrorRate'>) =>
  `${contestant} ${wordErrorRate}`;

/** Runs what is not measured yet; every entry is saved when it is there. Returns what there is at the end or at Ctrl-C. */
export async function runComparison(session: ComparisonSession): Promise<Comparison> {
  const { directory, holder, now, plan } = session;
  mkdirSync(directory, { recursive: true });
  const lock = await lockStudy(directory, { ...holder, since: new Date(now()).toISOString() });
  try {
    const known = new Map(session.comparison.entries.map((entry) => [keyOf(entry), entry]));
    const missing = plan.filter((planned) => !known.has(keyOf(planned)));
    // Operands cost time, so that only those who need them get them.
    for (const exposeOperands of [false, true]) {
      const group = missing.filter(({ policy }) => needsOperands(policy) === exposeOperands);
      if (group.length > 0) await runGroup(session, group, exposeOperands, known);
    }
    return withEntries(session, known);
  } finally {
    lock.release();
  }
}

async function runGroup(
  session: ComparisonSession,
  group: readonly PlannedEntry[],
  exposeOperands: boolean,
  known: Map<string, ComparisonEntry>,
): Promise<void> {
  const { spec, workers, interrupt, progress, directory } = session;
  if (interrupt.requested) return;
  const executor = await PiscinaExecutor.start({
    workers,
    evaluatorModule: new URL('../evaluation/create-evaluator.js', import.meta.url).href,
    spec: { ...spec, exposeOperands },
  });
  interrupt.onRequest = () => executor.cancel();
  if (interrupt.requested) executor.cancel();
  let saving: Promise<unknown> = Promise.resolve();
  try {
    await Promise.all(
      group.map(async (planned) => {
        const entry = await measure(executor, planned, session);
        known.set(keyOf(planned), entry);
        progress.update(
          `${known.size} of ${session.plan.length} runs: ${planned.contestant} at ${planned.wordErrorRate}`,
        );
        saving = saving.then(() => saveComparison(withEntries(session, known), directory));
      }),
    );
  } catch (error) {
    if (!interrupt.requested) throw error;
  } finally {
    executor.cancel();
    await executor.close();
    await saving;
    progress.clear();
  }
}

/** Trial number 0 throughout, so that all contestants meet the same fault streams. */
async function measure(
  executor: PiscinaExecutor,
  { contestant, wordErrorRate, point, policy }: PlannedEntry,
  { comparison: { settings }, nominal }: ComparisonSession,
): Promise<ComparisonEntry> {
  const { seed, images, margin } = settings;
  const outcome = await executor.run({ trialNumber: 0, policy, seed, images, imageScores: true });
  if (outcome.status === 'failed') throw fromErrorReport(outcome.error);
  if (outcome.status === 'infeasible')
    throw inputError(`${contestant} at ${wordErrorRate}: ${outcome.reason}`);
  return {
    contestant,
    wordErrorRate,
    point,
    policyId: policyId(policy),
    ...judge(outcome, { seed, margin, nominal }),
  };
}

/** Entries in the plan's order, however they finished. */
function withEntries(
  { comparison, plan }: ComparisonSession,
  known: ReadonlyMap<string, ComparisonEntry>,
): Comparison {
  return { ...comparison, entries: plan.flatMap((planned) => known.get(keyOf(planned)) ?? []) };
}
