import type { ReportMetric } from '../../report-data.js';
import { roundExtent } from '../../round-extent.js';
import { type StudyView, scoredTrials, shownScores } from '../study-view.js';
import { type AxisScale, linearScale, positionOf } from './axis-scale.js';
import type { Place } from './trade-off-marks.js';

/** Space around the axes, in pixels. */
export const MARGIN = { left: 60, right: 60, top: 34, bottom: 14 } as const;

/** One metric's vertical axis. */
export interface ParallelAxis {
  readonly metric: ReportMetric;
  readonly scale: AxisScale;
}

/** A scored trial as a line across the axes. */
export interface ParallelLine {
  readonly trial: number;
  /** Position on each axis: 0 at its low end, 1 at its high one; NaN where the trial has no such score. */
  readonly positions: readonly number[];
}

export interface ParallelLines {
  readonly axes: readonly ParallelAxis[];
  readonly others: readonly ParallelLine[];
  readonly front: readonly ParallelLine[];
}

/** All scored trials as lines; each axis spans the front and the nominal point, or all trials. */
export function parallelLines(view: StudyView, range: 'front' | 'all'): ParallelLines {
  const trials = scoredTrials(view);
  const spanned = range === 'all' ? trials : trials.filter((trial) => view.policies.has(trial));
  const axes = view.metrics.map((metric) => {
    const values = [view.data.nominal.metrics, ...spanned.map((trial) => shownScores(view, trial))].map(
      (scores) => scores[metric.metric] / view.scales[metric.metric].divisor,
    );
    return { metric, scale: linearScale(roundExtent(values)) };
  });
  const line = (trial: number) => {
    const scores = shownScores(view, trial);
    const positions = axes.map(({ metric: { metric }, scale }) =>
      positionOf(scale, scores[metric] / view.scales[metric].divisor),
    );
    return { trial, positions };
  };
  const lines = trials.map(line);
  return {
    axes,
    others: lines.filter(({ trial }) => !view.policies.has(trial)),
    front: lines.filter(({ trial }) => view.policies.has(trial)),
  };
}

/** Horizontal pixel of an axis. */
export const axisX = (axis: number, axes: number, width: number): number =>
  MARGIN.left + (axis * (width - MARGIN.left - MARGIN.right)) / Math.max(1, axes - 1);

/** Vertical pixel of a position on an axis. */
export const positionY = (position: number, height: number): number =>
  height - MARGIN.bottom - position * (height - MARGIN.top - MARGIN.bottom);

/** The line that passes nearest to a place, within `reach` pixels; lines of the front before others. */
export function nearestLine(
  { axes, front, others }: ParallelLines,
  { x, y }: Place,
  size: { readonly width: number; readonly height: number },
  reach: number,
): number | null {
  const gap = axisX(1, axes.length, size.width) - MARGIN.left || 1;
  const left = Math.min(Math.max(Math.floor((x - MARGIN.left) / gap), 0), Math.max(0, axes.length - 2));
  const share = Math.min(Math.max((x - MARGIN.left) / gap - left, 0), 1);
  for (const lines of [front, others]) {
    let best: number | null = null;
    let least = reach;
    for (const { trial, positions } of lines) {
      const position = positions[left] * (1 - share) + (positions[left + 1] ?? positions[left]) * share;
      const distance = Math.abs(positionY(position, size.height) - y);
      if (distance > least || Number.isNaN(distance)) continue;
      best = trial;
      least = distance;
    }
    if (best !== null) return best;
  }
  return null;
}
