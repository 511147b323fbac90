import type { Metrics } from '../../../core/trial.js';
import { formatScaledInterval, formatSignedPercent, withUnit } from '../../format.js';
import type { ReportMetric } from '../../report-data.js';
import { type StudyView, scoresOf } from '../study-view.js';

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** What the chart says about the nominal point, as HTML. */
export function nominalTooltip(view: StudyView): string {
  const lines = view.metrics.map((metric) => metricLine(view, metric, view.data.nominal.metrics));
  return ['<b>nominal point</b>', ...lines].join('<br>');
}

/** What the chart says about a trial, as HTML: confirmed scores of front policies, searched scores of others. */
export function trialTooltip(view: StudyView, trialNumber: number): string {
  const policy = view.policies.get(trialNumber);
  const scores = policy?.metrics ?? scoresOf(view.trials.get(trialNumber)) ?? {};
  const kind = policy
    ? trialNumber === view.data.knee
      ? 'on the front, knee'
      : 'on the front'
    : 'not on the front';
  const lines = view.metrics.map((metric) =>
    metricLine(view, metric, scores, policy?.halfWidths[metric.metric]),
  );
  return [`<b>trial ${trialNumber}</b>, ${kind}`, ...lines].join('<br>');
}

function metricLine(
  view: StudyView,
  { metric, label, unit }: ReportMetric,
  scores: Metrics,
  halfWidth = 0,
): string {
  const value = scores[metric];
  if (value === undefined) return `${escapeHtml(label)}: n/a`;
  const scale = view.scales[metric];
  const text = withUnit(formatScaledInterval(value, halfWidth, scale), scale);
  const change = value / view.data.nominal.metrics[metric] - 1;
  const relative = (unit === 'J' || unit === 's') && change !== 0 ? ` (${formatSignedPercent(change)})` : '';
  return `${escapeHtml(label)}: ${text}${relative}`;
}
