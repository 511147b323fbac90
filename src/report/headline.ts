import type { Constraint, Metrics } from '../core/trial.js';
import { intervalHalfWidth } from './interval.js';
import type { FrontMember, ReportData } from './report-data.js';

/**
 * How surely a policy keeps the study's bounds: 'met' when the interval lies inside every one, with a confidence of 95%
 * for all confirmed policies together (Bonferroni: each at 1 - 0.05 / m, for the best of many is otherwise lucky once
 * more), 'on average' when only the mean does, 'exceeded' when a mean does not, 'unconfirmed' when it was never scored on fresh seeds.
 */
export type BoundStatus = 'met' | 'on average' | 'exceeded' | 'unconfirmed';

/** A front policy compared with the nominal point; scores are the confirmed ones where there are any. */
export interface ComparedPolicy {
  readonly member: FrontMember;
  readonly metrics: Metrics;
  /** Half-widths of 95% intervals, for metrics with a standard error. */
  readonly halfWidths: Metrics;
  /** 1 - energy / nominal energy; NaN when the study measured no energy. */
  readonly energySaving: number;
  /** Nominal latency / latency; NaN when the study measured no latency. */
  readonly speedUp: number;
  readonly bounds: BoundStatus;
}

/** What a study found, in the order in which a reader asks. */
export interface Headline {
  readonly policies: readonly ComparedPolicy[];
  /**
   * The policy that saves most energy with its confirmed means inside every bound; null when there is none. A study
   * without bounds has no such thing as good enough, so there the knee is the only candidate.
   */
  readonly bestSaving: ComparedPolicy | null;
  /** The fastest such policy. */
  readonly fastest: ComparedPolicy | null;
  /** The same by the search's own scores, confirmed or not: all that is known of a study that still runs. */
  readonly hoped: {
    readonly saving: ComparedPolicy | null;
    readonly fastest: ComparedPolicy | null;
  };
  readonly counts: { readonly scored: number; readonly infeasible: number; readonly failed: number };
}

/** Compares every front policy with the nominal point and picks the ones worth naming. */
export function headline(data: ReportData): Headline {
  const confirmed = data.front.filter((member) => member.confirmed).length;
  const policies = data.front.map((member) => comparePolicy(data, member, 1 - FAMILY_ERROR / confirmed));
  const eligible = policies.filter(({ member, bounds }) =>
    data.constraints.length === 0
      ? member.trialNumber === data.knee
      : bounds === 'met' || bounds === 'on average',
  );
  const count = (status: string) => data.trials.filter(({ outcome }) => outcome.status === status).length;
  return {
    policies,
    bestSaving: best(eligible, savingOf),
    fastest: best(eligible, speedUpOf),
    hoped: { saving: best(policies, savingOf), fastest: best(policies, speedUpOf) },
    counts: { scored: count('scored'), infeasible: count('infeasible'), failed: count('failed') },
  };
}

const savingOf = ({ energySaving }: ComparedPolicy) => energySaving;
const speedUpOf = ({ speedUp }: ComparedPolicy) => speedUp;

/** Probability that any of the policies called 'met' is not. */
const FAMILY_ERROR = 0.05;

function comparePolicy(data: ReportData, member: FrontMember, familyLevel: number): ComparedPolicy {
  const metrics = member.confirmed?.metrics ?? searchedMetrics(data, member.trialNumber);
  const { energyJ, latencyS } = data.nominal.metrics;
  return {
    member,
    metrics,
    halfWidths: intervals(member),
    energySaving: 1 - metrics.energyJ / energyJ,
    speedUp: latencyS / metrics.latencyS,
    bounds: boundStatus(data.constraints, member, familyLevel),
  };
}

/** A trial's scores as the search saw them; empty for a trial that was not scored. */
export function searchedMetrics(data: ReportData, trialNumber: number): Metrics {
  const outcome = data.trials.find(({ number }) => number === trialNumber)?.outcome;
  return outcome?.status === 'scored' ? outcome.metrics : {};
}

function intervals({ confirmed }: FrontMember, level?: number): Metrics {
  if (!confirmed) return {};
  return Object.fromEntries(
    Object.entries(confirmed.standardErrors).map(([metric, error]) => [
      metric,
      intervalHalfWidth(error, confirmed.images, level),
    ]),
  );
}

function boundStatus(
  constraints: readonly Constraint[],
  member: FrontMember,
  familyLevel: number,
): BoundStatus {
  if (!member.confirmed) return 'unconfirmed';
  const { metrics } = member.confirmed;
  const halfWidths = intervals(member, familyLevel);
  const kept = (widths: Metrics) =>
    constraints.every(({ metric, atMost = Infinity, atLeast = -Infinity }) => {
      const half = widths[metric] ?? 0;
      return metrics[metric] + half <= atMost && metrics[metric] - half >= atLeast;
    });
  if (kept(halfWidths)) return 'met';
  return kept({}) ? 'on average' : 'exceeded';
}

/** The policy with the largest value; those with NaN do not count. */
function best(
  policies: readonly ComparedPolicy[],
  value: (policy: ComparedPolicy) => number,
): ComparedPolicy | null {
  return policies
    .filter((policy) => !Number.isNaN(value(policy)))
    .reduce<ComparedPolicy | null>((a, b) => (a && value(a) >= value(b) ? a : b), null);
}
