import type { Metrics } from '../../../core/trial.js';
import type { ReportMetric } from '../../report-data.js';
import { type StudyView, scoresOf } from '../study-view.js';

/** What the trade-off chart shows where. */
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

/** All marks of the chart, in display units. */
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

/** Lowest and highest value of an axis. */
export type Extent = readonly [number, number];

/** The part of an axis that holds the front, the nominal point and the bounds, in round numbers. */
export function frontExtent({ front, nominal, bounds }: TradeOffMarks, axis: 'x' | 'y'): Extent {
  const marks = front.flatMap(({ low, high, searched }) => [low[axis], high[axis], searched[axis]]);
  const values = [nominal[axis], ...bounds[axis], ...marks].filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = roundStep((high - low || Math.abs(high) || 1) / 8);
  const below = Math.floor(low / step - 0.4) * step;
  return [low >= 0 ? Math.max(0, below) : below, Math.ceil(high / step + 0.4) * step];
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a size. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return ([1, 2, 5].find((factor) => factor * power >= size) ?? 10) * power;
}
