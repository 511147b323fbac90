import { bugError } from '../errors.js';
import type { Objective } from '../trial.js';
import { mean, standardError } from './summary.js';

/**
 * The differences a - b of scores that were measured on the same images: what every paired test takes. Pairing takes
 * the spread between images out of a comparison, which is why every trial of a study starts from the same noise.
 */
export function pairedDifferences(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw bugError(`paired differences: expected pairs, got ${a.length} and ${b.length} values`);
  }
  return a.map((value, i) => value - b[i]);
}

/** How much worse the candidate scores than the reference on each image: above 0 is worse, whichever way is better. */
export const worsenings = (
  candidate: readonly number[],
  reference: readonly number[],
  direction: Objective['direction'],
): number[] =>
  direction === 'minimise'
    ? pairedDifferences(candidate, reference)
    : pairedDifferences(reference, candidate);

/** The difference of two scores that were measured on the same images. */
export interface PairedDifference {
  readonly count: number;
  /** Mean of a - b. */
  readonly mean: number;
  /** Standard error of that mean, from the spread of the pairs' differences; null for one pair. */
  readonly standardError: number | null;
}

/** How much higher `a` scores than `b` on the same images. */
export function pairedDifference(a: readonly number[], b: readonly number[]): PairedDifference {
  const differences = pairedDifferences(a, b);
  return { count: a.length, mean: mean(differences), standardError: standardError(differences) };
}
