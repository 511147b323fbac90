import type { Metrics, Trial } from '../../core/trial.js';
import type { PolicyDetail } from '../report-data.js';

/** What happened to words in the runs of a policy, as means per image. */
export interface FaultCounts {
  /** Hit by a fault. */
  readonly faulty: number;
  /** Overwritten from a checkpoint, or otherwise repaired, whether they were wrong or not. */
  readonly restored: number;
}

/** Counts of a policy's confirmation where it has one, else of its trial; null where neither was counted. */
export function faultCounts(trial: Trial | undefined, detail: PolicyDetail | undefined): FaultCounts | null {
  if (detail?.faultyWords && detail.restoredWords) {
    return { faulty: total(detail.faultyWords), restored: total(detail.restoredWords) };
  }
  const { faultyWords, restoredWords } = diagnosticsOf(trial);
  if (faultyWords === undefined || restoredWords === undefined) return null;
  return { faulty: faultyWords, restored: restoredWords };
}

const ENERGY = 'energyJ.';

/** Energy in joule by component of a policy's confirmation, else of its trial; null where it was not kept. */
export function energyParts(
  trial: Trial | undefined,
  detail: PolicyDetail | undefined,
): Readonly<Record<string, number>> | null {
  if (detail) return detail.energyByComponentJ;
  const parts = Object.entries(diagnosticsOf(trial)).filter(([name]) => name.startsWith(ENERGY));
  return parts.length === 0
    ? null
    : Object.fromEntries(parts.map(([name, energyJ]) => [name.slice(ENERGY.length), energyJ]));
}

const diagnosticsOf = (trial: Trial | undefined): Metrics =>
  trial?.outcome.status === 'scored' ? trial.outcome.diagnostics : {};

const total = (counts: readonly (readonly number[])[]): number =>
  counts.flat().reduce((sum, n) => sum + n, 0);
