import { type Positions, positionsKey } from '../search-space.js';
import type { SeenAssignments } from '../suggest-unseen.js';
import type { Acquisition } from './acquisition.js';
import type { FeatureMap } from './features.js';

/** An assignment and what it is worth. */
export interface Candidate {
  readonly positions: Positions;
  /** Larger is better. */
  readonly value: number;
}

/** Rates assignments by an acquisition function. */
export const rating =
  (features: FeatureMap, acquisition: Acquisition) =>
  (positions: Positions): Candidate => ({
    positions,
    value: acquisition.value(features.features(positions)),
  });

/** The best candidates, best first, different ones only; of equal values the first one first. */
export function bestCandidates(candidates: readonly Candidate[], count: number): Candidate[] {
  const different = new Map(candidates.map((candidate) => [positionsKey(candidate.positions), candidate]));
  return [...different.values()].sort((a, b) => b.value - a.value).slice(0, count);
}

/** The best candidate that was not seen; null when all were. */
export const bestUnseen = (candidates: readonly Candidate[], seen: SeenAssignments): Positions | null =>
  bestCandidates(candidates, Infinity).find(({ positions }) => !seen.has(positions))?.positions ?? null;
