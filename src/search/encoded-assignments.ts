import type { Assignment } from '../core/trial.js';
import { encodeAssignment, type Positions, positionsKey, type SearchSpace } from './search-space.js';

/** An assignment's positions and key. */
export interface Encoded {
  readonly positions: Positions;
  readonly key: string;
}

const encodings = new WeakMap<SearchSpace, WeakMap<Assignment, Encoded>>();

/**
 * The encoding of an assignment, computed once for each assignment object: a search meets the same thousand trials
 * in every request. Throws as {@link encodeAssignment} does.
 */
export function encoded(space: SearchSpace, assignment: Assignment): Encoded {
  const ofSpace = encodings.get(space) ?? new WeakMap<Assignment, Encoded>();
  encodings.set(space, ofSpace);
  let known = ofSpace.get(assignment);
  if (!known) {
    const positions = encodeAssignment(space, assignment);
    known = { positions, key: positionsKey(positions) };
    ofSpace.set(assignment, known);
  }
  return known;
}
