import type { Constraint } from '../core/trial.js';
import { formatGiven } from './format.js';
import type { ReportData, ReportMetric } from './report-data.js';

/**
 * All bounds of a study in words.
 *
 * @example 'perceptual distance ≤ 0.06'
 */
export function boundsText({
  constraints,
  objectives,
  otherMetrics,
}: Pick<ReportData, 'constraints' | 'objectives' | 'otherMetrics'>): string {
  const texts = constraints.map((constraint) => {
    const metric = [...objectives, ...otherMetrics].find(
      (candidate) => candidate.metric === constraint.metric,
    );
    return `${metric?.label.toLowerCase() ?? constraint.metric} ${boundText(constraint, metric)}`;
  });
  return texts.join(' and ');
}

/**
 * A bound on a metric without its name.
 *
 * @example '≤ 0.06'
 */
export function boundText({ atMost, atLeast }: Constraint, metric: ReportMetric | undefined): string {
  const unit = metric?.unit ?? '';
  return [
    atMost === undefined ? [] : [`≤ ${formatGiven(atMost, unit)}`],
    atLeast === undefined ? [] : [`≥ ${formatGiven(atLeast, unit)}`],
  ]
    .flat()
    .join(' and ');
}
