import type { Trial } from '../core/trial.js';
import { candidateOf } from './front.js';
import { GrowingFront } from './growing-front.js';
import type { Goals } from './score.js';

/** The points of a study's Pareto front and their hypervolume while trials come in, in whatever order. */
export class RunningFront {
  private readonly front: GrowingFront;

  /** @param reference objective vector, as `referenceVector` gives it */
  constructor(
    private readonly goals: Goals,
    reference: readonly number[],
  ) {
    this.front = new GrowingFront(reference);
  }

  /** Number of different points on the front. */
  get size(): number {
    return this.front.points.length;
  }

  /** The objective vectors of the points, all minimised. */
  get objectives(): readonly (readonly number[])[] {
    return this.front.points;
  }

  /** See {@link GrowingFront.hypervolume}. */
  get hypervolume(): number {
    return this.front.hypervolume;
  }

  add(trial: Trial): void {
    const candidate = candidateOf(trial, this.goals);
    if (candidate) this.front.add(candidate.objectives);
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
