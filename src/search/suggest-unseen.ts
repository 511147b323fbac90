import { RandomStream } from '../core/random-stream.js';
import type { Assignment } from '../core/trial.js';
import type { SuggestRequest } from './search-algorithm.js';
import {
  assignmentKey,
  decodeAssignment,
  type IndexVector,
  indexKey,
  type SearchSpace,
} from './search-space.js';

/** How often an attempt to find something unseen is repeated before the next, surer means is taken. */
export const UNSEEN_ATTEMPTS = 32;

/** The assignments that may not be suggested: those of the history and those already in the answer. */
export interface SeenAssignments {
  /** How many there are, all different. */
  readonly size: number;
  has(indices: IndexVector): boolean;
}

/**
 * Proposes an assignment for one trial, preferably one not seen.
 *
 * @param stream the trial's own random numbers
 */
export type Propose = (stream: RandomStream, seen: SeenAssignments) => IndexVector;

/**
 * Answers a request with one proposal a trial; one that was seen before is replaced by the next in the space that was
 * not. The answer is shorter than asked for when the space is exhausted.
 */
export function suggestUnseen(request: SuggestRequest, propose: Propose): Assignment[] {
  const { space, history, firstNumber, count, seed } = request;
  const keys = new Set(history.map(({ assignment }) => assignmentKey(space, assignment)));
  const suggestions: Assignment[] = [];
  while (suggestions.length < count && keys.size < space.size) {
    const stream = new RandomStream(seed, 'search', { trial: firstNumber + suggestions.length });
    const seen = { size: keys.size, has: (indices: IndexVector) => keys.has(indexKey(indices)) };
    const indices = firstUnseen(space, propose(stream, seen), seen);
    keys.add(indexKey(indices));
    suggestions.push(decodeAssignment(space, indices));
  }
  return suggestions;
}

/** A uniformly drawn assignment, drawn again a limited number of times while it is a seen one. */
export function drawUnseen(
  { parameters }: SearchSpace,
  stream: RandomStream,
  seen: SeenAssignments,
): IndexVector {
  const draw = () => parameters.map(({ values }) => stream.integer(values.length));
  let indices = draw();
  for (let attempt = 1; attempt < UNSEEN_ATTEMPTS && seen.has(indices); attempt++) indices = draw();
  return indices;
}

/** The first unseen assignment from `start` on, counting through the space in a circle; there must be one. */
function firstUnseen({ parameters }: SearchSpace, start: IndexVector, seen: SeenAssignments): IndexVector {
  const indices = [...start];
  while (seen.has(indices)) {
    let p = 0;
    while (p < indices.length && ++indices[p] === parameters[p].values.length) indices[p++] = 0;
  }
  return indices;
}
