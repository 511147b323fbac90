import type { Constraint, Metrics } from '../core/trial.js';

/** One side of a constraint. */
export interface Bound {
  readonly metric: string;
  readonly side: 'atMost' | 'atLeast';
  /** In the metric's own unit. */
  readonly limit: number;
}

/** The bounds of a study's constraints, in their order; of a constraint with two sides the upper one first. */
export const boundsOf = (constraints: readonly Constraint[]): Bound[] =>
  constraints.flatMap(({ metric, atMost, atLeast }) => [
    ...(atMost === undefined ? [] : [{ metric, side: 'atMost' as const, limit: atMost }]),
    ...(atLeast === undefined ? [] : [{ metric, side: 'atLeast' as const, limit: atLeast }]),
  ]);

/** Amount by which metrics exceed a bound, in the metric's unit; met when <= 0, when it is minus the slack. */
export const excessOver = ({ metric, side, limit }: Bound, metrics: Metrics): number =>
  side === 'atMost' ? metrics[metric] - limit : limit - metrics[metric];
