import type { Metrics } from '../../../core/trial.js';
import type { ReportMetric } from '../../report-data.js';
import { type StudyView, scoresOf } from '../study-view.js';

/** What a scatter panel shows where. */
export interface TradeOffAxes {
  readonly x: ReportMetric;
  readonly y: ReportMetric;
  readonly colour: ReportMetric;
  /** Part of the plane: around the front, or all scored trials. */
  readonly range: 'front' | 'all';
  readonly verticalScale: 'linear' | 'log';
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface TrialMark extends Place {
  readonly trial: number;
}

/** A front policy: where fresh seeds put it, its 95% interval, and where the search had seen it. */
export interface FrontMark extends TrialMark {
  readonly colour: number;
  readonly low: Place;
  readonly high: Place;
  readonly searched: Place;
}

/** All marks of a panel, in display units. */
export interface TradeOffMarks {
  readonly others: readonly TrialMark[];
  readonly front: readonly FrontMark[];
  readonly nominal: Place;
  readonly bounds: { readonly x: readonly number[]; readonly y: readonly number[] };
  /** Where a logarithmic vertical axis draws 0; -Infinity on a linear one. */
  readonly floor: number;
}

export function tradeOffMarks(view: StudyView, axes: TradeOffAxes): TradeOffMarks {
  const { data, headline, policies, trials, scales } = view;
  const shown = ({ metric }: ReportMetric, values: Metrics) => values[metric] / scales[metric].divisor;
  const floor = axes.verticalScale === 'log' ? logFloor(view, axes.y) : -Infinity;
  const place = (values: Metrics) => ({
    x: shown(axes.x, values),
    y: Math.max(shown(axes.y, values), floor),
  });
  const others = data.trials.flatMap((trial) => {
    const scores = scoresOf(trial);
    return scores && !policies.has(trial.number) ? [{ trial: trial.number, ...place(scores) }] : [];
  });
  const front = headline.policies.map(({ member, metrics, halfWidths }) => ({
    trial: member.trialNumber,
    ...place(metrics),
    colour: shown(axes.colour, metrics),
    low: place(moved(metrics, halfWidths, -1)),
    high: place(moved(metrics, halfWidths, 1)),
    searched: place(scoresOf(trials.get(member.trialNumber)) ?? metrics),
  }));
  const bounds = { x: boundsOf(view, axes.x), y: boundsOf(view, axes.y) };
  return { others, front, nominal: place(data.nominal.metrics), bounds, floor };
}

const moved = (metrics: Metrics, halfWidths: Metrics, sign: number): Metrics =>
  Object.fromEntries(
    Object.entries(metrics).map(([metric, value]) => [metric, value + sign * (halfWidths[metric] ?? 0)]),
  );

function boundsOf({ data, scales }: StudyView, { metric }: ReportMetric): number[] {
  return data.constraints
    .filter((constraint) => constraint.metric === metric)
    .flatMap(({ atMost, atLeast }) => [atMost, atLeast])
    .flatMap((bound) => (bound === undefined ? [] : [bound / scales[metric].divisor]));
}

/** The power of ten below every positive value, since a logarithmic axis has no place for 0. */
function logFloor({ data, scales }: StudyView, { metric }: ReportMetric): number {
  const positive = data.trials
    .map((trial) => scoresOf(trial)?.[metric] ?? 0)
    .filter((value) => value > 0)
    .map((value) => value / scales[metric].divisor);
  return positive.length === 0 ? 1 : 10 ** (Math.ceil(Math.log10(Math.min(...positive))) - 1);
}
