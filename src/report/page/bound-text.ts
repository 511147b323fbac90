import type { Constraint } from '../../core/trial.js';
import { formatGiven } from '../format.js';
import type { ReportMetric } from '../report-data.js';
import type { StudyView } from './study-view.js';

/**
 * All bounds of a study in words.
 *
 * @example 'perceptual distance ≤ 0.06'
 */
export function boundsText({ data, metrics }: StudyView): string {
  const texts = data.constraints.map((constraint) => {
    const metric = metrics.find((candidate) => candidate.metric === constraint.metric);
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
