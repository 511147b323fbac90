import { inputError } from '../../core/errors.js';
import type { Metrics } from '../../core/trial.js';
import { formatQuantity } from '../format.js';
import { type BoundStatus, headline } from '../headline.js';
import { labelledMetric } from '../metric-labels.js';
import type { ReportData } from '../report-data.js';
import {
  type Comparison,
  type NamedPick,
  type PickBound,
  type PickGoal,
  type PolicyPick,
  pickError,
} from './policy-pick.js';

/** The trial that a pick means, and why. */
export interface PickedTrial {
  readonly trialNumber: number;
  /** Why this one, in words that follow 'picked as'. */
  readonly reason: string;
}

/** A front policy with the scores that it is judged by. */
interface Candidate {
  readonly trialNumber: number;
  /** Confirmed scores where there are any, else those of the search. */
  readonly metrics: Metrics;
  /** Images of the confirmation; null without one. */
  readonly images: number | null;
  readonly bounds: BoundStatus;
}

/**
 * Finds the trial that a pick means. All but `id:N` pick from the front: policies whose confirmed scores exceed the
 * study's bounds are passed over, and of the rest the confirmed ones come first, for the best of many unconfirmed
 * scores were lucky. Of equals the one with the least energy is taken, then the earliest.
 *
 * @throws InputError when no trial is meant, or a metric is not one of the study
 */
export function pickTrial(data: ReportData, pick: PolicyPick): PickedTrial {
  if (pick.kind === 'trial') return byNumber(data, pick.number);
  if (data.knee === null) {
    throw inputError(
      `study ${data.study}: expected a front to pick from, but no trial keeps the bounds; run more trials, or give --pick id:N`,
    );
  }
  if (pick.kind === 'query') {
    const candidates = candidatesOf(data);
    const named = [...pick.bounds, pick.goal];
    for (const metric of named) requireMetric(metric, pick.text, candidates);
    return best(
      data.study,
      candidates.filter(({ metrics }) => named.every(({ metric }) => metric in metrics)),
      pick.bounds,
      pick.goal,
    );
  }
  if (pick.name === 'knee') return kneePick(data.knee);
  return best(data.study, candidatesOf(data), [], goalOf(data, pick.name));
}

/** The pick of a front's knee. */
export const kneePick = (trialNumber: number): PickedTrial => ({
  trialNumber,
  reason: "the knee of the study's front",
});

function byNumber({ study, trials }: ReportData, number: number): PickedTrial {
  if (trials.some((trial) => trial.number === number)) return { trialNumber: number, reason: 'asked for' };
  throw inputError(
    `study ${study}: expected a trial from 0 to ${trials.length - 1}, got trial ${number}; give --pick id:N`,
  );
}

function candidatesOf(data: ReportData): Candidate[] {
  return headline(data).policies.map(({ member, metrics, bounds }) => ({
    trialNumber: member.trialNumber,
    metrics,
    images: member.confirmed?.images ?? null,
    bounds,
  }));
}

function requireMetric(
  { metric, position }: { readonly metric: string; readonly position: number },
  text: string,
  candidates: readonly Candidate[],
): void {
  const known = [...new Set(candidates.flatMap(({ metrics }) => Object.keys(metrics)))];
  if (known.includes(metric)) return;
  throw pickError(text, position, `expected a metric of the study (${known.join(', ')}), got '${metric}'`);
}

type Goal = Pick<PickGoal, 'extreme' | 'metric'>;

const COSTS = ['energyJ', 'latencyS'];

function goalOf({ objectives, study }: ReportData, name: Exclude<NamedPick, 'knee'>): Goal {
  if (name === 'min-energy') return { extreme: 'min', metric: 'energyJ' };
  if (name === 'min-latency') return { extreme: 'min', metric: 'latencyS' };
  const quality = objectives.find(({ metric }) => !COSTS.includes(metric));
  if (quality) return { extreme: quality.direction === 'minimise' ? 'min' : 'max', metric: quality.metric };
  throw inputError(
    `study ${study}: --pick best-quality: expected an objective of quality, got only costs; name a metric, as in max:psnrDb`,
  );
}

function best(
  study: string,
  candidates: readonly Candidate[],
  bounds: readonly PickBound[],
  goal: Goal,
): PickedTrial {
  const within = candidates.filter(({ metrics }) => bounds.every((bound) => keeps(metrics, bound)));
  if (within.length === 0) throw nothingWithin(study, candidates, bounds);
  const kept = orAll(within, ({ bounds }) => bounds !== 'exceeded');
  const confirmed = orAll(kept, ({ images }) => images !== null);
  const [first] = confirmed.toSorted(byGoal(goal));
  const [hoped] = kept.toSorted(byGoal(goal));
  return { trialNumber: first.trialNumber, reason: reasonText(first, hoped, confirmed.length, bounds, goal) };
}

/** Those that a condition holds for, or all where it holds for none. */
function orAll(candidates: readonly Candidate[], condition: (candidate: Candidate) => boolean) {
  const chosen = candidates.filter(condition);
  return chosen.length > 0 ? chosen : candidates;
}

function byGoal({ extreme, metric }: Goal): (a: Candidate, b: Candidate) => number {
  const sign = extreme === 'min' ? 1 : -1;
  return (a, b) =>
    sign * (a.metrics[metric] - b.metrics[metric]) ||
    a.metrics.energyJ - b.metrics.energyJ ||
    a.trialNumber - b.trialNumber;
}

/**
 * @param first the one that was picked
 * @param hoped the best of all when unconfirmed scores are believed
 * @param count policies among which `first` is the best
 */
function reasonText(
  first: Candidate,
  hoped: Candidate,
  count: number,
  bounds: readonly PickBound[],
  { extreme, metric }: Goal,
): string {
  const scope = bounds.map((bound) => ` ${bound.metric} ${bound.comparison} ${bound.limit}`).join(' and');
  const { unit = '' } = labelledMetric(metric);
  const value = ({ metrics }: Candidate) => formatQuantity(metrics[metric], unit);
  const among = `${count} ${first.images === null ? 'unconfirmed' : 'confirmed'} front ${count === 1 ? 'policy' : 'policies'}`;
  const other =
    hoped.trialNumber === first.trialNumber || hoped.metrics[metric] === first.metrics[metric]
      ? ''
      : `; trial ${hoped.trialNumber}, not confirmed, was scored ${value(hoped)} by the search`;
  const most = extreme === 'min' ? 'least' : 'most';
  return `${most} ${metric} (${value(first)}) of ${among}${scope && ` with${scope}`}${other}`;
}

const KEEPS: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  '<=': (value, limit) => value <= limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '>': (value, limit) => value > limit,
};

const keeps = (metrics: Metrics, { metric, comparison, limit }: PickBound): boolean =>
  KEEPS[comparison](metrics[metric], limit);

/** Says how near the front comes to each bound. */
function nothingWithin(study: string, candidates: readonly Candidate[], bounds: readonly PickBound[]) {
  const nearest = bounds.map(({ metric, comparison }) => {
    const values = candidates.map(({ metrics }) => metrics[metric]);
    const value = comparison.startsWith('<') ? Math.min(...values) : Math.max(...values);
    return `${metric} ${value}`;
  });
  const asked = bounds.map(({ metric, comparison, limit }) => `${metric}${comparison}${limit}`).join(',');
  return inputError(
    `study ${study}: --pick: expected front policies with ${asked}, got none of ${candidates.length}; ` +
      `each alone, the front reaches ${nearest.join(', ')}; loosen the bounds, or run more trials`,
  );
}
