import { hypervolume } from '../core/hypervolume.js';
import { paretoFront } from '../core/pareto.js';
import type { Trial } from '../core/trial.js';
import { candidateOf } from './front.js';
import type { Goals } from './score.js';

/** The points of the Pareto front and their hypervolume while trials come in, in whatever order. */
export class RunningFront {
  private points: readonly (readonly number[])[] = [];
  private volume = 0;

  /** @param reference objective vector, as `referenceVector` gives it */
  constructor(
    private readonly goals: Goals,
    private readonly reference: readonly number[],
  ) {}

  /** Number of different points on the front. */
  get size(): number {
    return this.points.length;
  }

  /** The objective vectors of the points, all minimised. */
  get objectives(): readonly (readonly number[])[] {
    return this.points;
  }

  /** What the front dominates below the reference, in the product of the objectives' units; 0 for an empty front. */
  get hypervolume(): number {
    return this.volume;
  }

  add(trial: Trial): void {
    const objectives = candidateOf(trial, this.goals)?.objectives;
    if (!objectives || this.points.some((point) => point.every((value, k) => value === objectives[k])))
      return;
    const points = [...this.points, objectives];
    const front = paretoFront(points);
    if (!front.includes(this.points.length)) return;
    this.points = front.map((i) => points[i]);
    this.volume = hypervolume(this.points, this.reference);
  }
}

/**
 * The front's hypervolume after each trial, in the order of their numbers, whichever finished first: it never falls.
 *
 * @param reference objective vector, as `referenceVector` gives it
 */
export function hypervolumeTrace(
  trials: readonly Trial[],
  goals: Goals,
  reference: readonly number[],
): number[] {
  const front = new RunningFront(goals, reference);
  return trials
    .toSorted((a, b) => a.number - b.number)
    .map((trial) => {
      front.add(trial);
      return front.hypervolume;
    });
}
