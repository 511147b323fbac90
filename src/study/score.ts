import { inputError } from '../core/errors.js';
import {
  type Constraint,
  type Metrics,
  type Objective,
  type Outcome,
  objectiveVector,
  totalViolation,
} from '../core/trial.js';
import type { Score } from '../search/search-algorithm.js';

/** What a study asks of its trials. */
export interface Goals {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

/**
 * A trial's objective vector (all minimised) and constraint violation, or `rejected` when it has no metrics.
 *
 * @throws InputError when an objective or a constraint names a metric that was not measured
 */
export function scoreOf({ objectives, constraints }: Goals, outcome: Outcome): Score | 'rejected' {
  if (outcome.status !== 'scored') return 'rejected';
  const { metrics, standardErrors } = outcome;
  for (const { metric } of [...objectives, ...constraints]) requireMetric(metric, metrics);
  return {
    objectives: objectiveVector(objectives, metrics),
    violation: totalViolation(constraints, metrics),
    standardErrors: objectives.map(({ metric }) => standardErrors[metric] ?? 0),
  };
}

function requireMetric(metric: string, metrics: Metrics): void {
  if (metric in metrics) return;
  const known = Object.keys(metrics).sort().join(', ');
  throw inputError(`objectives and constraints: expected one of ${known}, got ${metric}; correct the name`);
}
