import { formatScaledInterval, formatSignedPercent, withUnit } from '../../format.js';
import type { ReportMetric } from '../../report-data.js';
import { type StudyView, shownScores } from '../study-view.js';
import type { Place } from './trade-off-marks.js';

export interface TrialTooltipProps {
  readonly view: StudyView;
  readonly trial: number;
  /** The mark, in pixels of the chart. */
  readonly at: Place;
  /** Of the chart. */
  readonly width: number;
}

/** What a chart says about the trial that is pointed at. */
export function TrialTooltip({ view, trial, at, width }: TrialTooltipProps) {
  const side = at.x > width / 2 ? { right: `${width - at.x + 14}px` } : { left: `${at.x + 14}px` };
  const onFront = view.policies.has(trial);
  const kind = !onFront
    ? 'not on the front'
    : trial === view.data.knee
      ? 'on the front, knee'
      : 'on the front';
  return (
    <div class="tooltip" style={{ top: `${at.y}px`, ...side }}>
      <b>trial {trial}</b>, {kind}
      {view.metrics.map((metric) => (
        <div key={metric.metric}>{metricLine(view, metric, trial)}</div>
      ))}
    </div>
  );
}

function metricLine(view: StudyView, { metric, label, unit }: ReportMetric, trial: number): string {
  const value = shownScores(view, trial)[metric];
  if (value === undefined) return `${label}: n/a`;
  const scale = view.scales[metric];
  const halfWidth = view.policies.get(trial)?.halfWidths[metric] ?? 0;
  const text = withUnit(formatScaledInterval(value, halfWidth, scale), scale);
  const change = value / view.data.nominal.metrics[metric] - 1;
  const relative = (unit === 'J' || unit === 's') && change !== 0 ? ` (${formatSignedPercent(change)})` : '';
  return `${label}: ${text}${relative}`;
}
