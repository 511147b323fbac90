import type { Trial } from '../core/trial.js';
import { type Bound, boundsOf, excessOver } from './bounds.js';
import type { Candidate } from './front.js';
import type { Goals } from './score.js';

/** What a bound has kept from the front. */
export interface BoundUse extends Bound {
  /** Scored trials that exceed it. */
  readonly exceeded: number;
  /** Those of them that keep every other bound: what this one alone keeps out. */
  readonly exceededAlone: number;
  /**
   * How far the front's best member in the first objective stays within it, in the metric's unit; the less, the more
   * the bound holds that objective back. Null for an empty front.
   */
  readonly slackOfBest: number | null;
}

/** How each bound of a study binds, in their order. */
export function boundUse(trials: readonly Trial[], front: readonly Candidate[], goals: Goals): BoundUse[] {
  const bounds = boundsOf(goals.constraints);
  const excesses = trials.flatMap(({ outcome }) =>
    outcome.status === 'scored' ? [bounds.map((bound) => excessOver(bound, outcome.metrics))] : [],
  );
  const best = front.reduce<Candidate | null>(
    (a, b) => (a && a.objectives[0] <= b.objectives[0] ? a : b),
    null,
  )?.trial.outcome;
  return bounds.map((bound, b) => {
    const over = excesses.filter((excess) => excess[b] > 0);
    const alone = over.filter((excess) => excess.every((other, i) => i === b || other <= 0));
    return {
      ...bound,
      exceeded: over.length,
      exceededAlone: alone.length,
      slackOfBest: best?.status === 'scored' ? -excessOver(bound, best.metrics) : null,
    };
  });
}
