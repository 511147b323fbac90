import { RandomStream } from '../core/random-stream.js';
import type { Assignment } from '../core/trial.js';
import { completePositions } from './conditions.js';
import { encoded } from './encoded-assignments.js';
import { nextPositions } from './enumeration.js';
import { drawPosition, valueCount } from './parameter.js';
import type { SuggestRequest } from './search-algorithm.js';
import { decodeAssignment, type Positions, positionsKey, type SearchSpace } from './search-space.js';

/** How often an attempt to find something unseen is repeated before the next, surer means is taken. */
export const UNSEEN_ATTEMPTS = 32;

/** The assignments that may not be suggested: those of the history and those already in the answer. */
export interface SeenAssignments {
  /** How many there are, all different. */
  readonly size: number;
  has(positions: Positions): boolean;
}

/**
 * Proposes an assignment for one trial, preferably one not seen.
 *
 * @param stream the trial's own random numbers
 * @param earlier what was suggested in the same answer for the trials before, as positions
 */
export type Propose = (
  stream: RandomStream,
  seen: SeenAssignments,
  earlier: readonly Positions[],
) => Positions;

/**
 * Answers a request with one proposal a trial; one that was seen before is replaced by the next in the space that was
 * not. The answer is shorter than asked for when the space is exhausted.
 */
export function suggestUnseen(request: SuggestRequest, propose: Propose): Assignment[] {
  const { space, history, firstNumber, count, seed } = request;
  const keys = new Set(history.map(({ assignment }) => encoded(space, assignment).key));
  const suggestions: Positions[] = [];
  while (suggestions.length < count && keys.size < space.size) {
    const stream = new RandomStream(seed, 'search', { trial: firstNumber + suggestions.length });
    const seen = { size: keys.size, has: (positions: Positions) => keys.has(positionsKey(positions)) };
    const positions = firstUnseen(space, propose(stream, seen, suggestions), seen, stream);
    keys.add(positionsKey(positions));
    suggestions.push(positions);
  }
  return suggestions.map((positions) => decodeAssignment(space, positions));
}

/** A uniformly drawn assignment, drawn again a limited number of times while it is a seen one. */
export function drawUnseen(space: SearchSpace, stream: RandomStream, seen: SeenAssignments): Positions {
  let positions = drawPositions(space, stream);
  for (let attempt = 1; attempt < UNSEEN_ATTEMPTS && seen.has(positions); attempt++) {
    positions = drawPositions(space, stream);
  }
  return positions;
}

/** An assignment whose parameters are drawn uniformly, one after the other. */
export const drawPositions = (space: SearchSpace, stream: RandomStream): Positions =>
  completePositions(
    space,
    space.parameters.map((parameter) => drawPosition(parameter, stream)),
    stream,
  );

/**
 * The first unseen assignment from `start` on, counting through the space in a circle; where a real range makes that
 * impossible, the first unseen one of those drawn. There must be one.
 */
function firstUnseen(
  space: SearchSpace,
  start: Positions,
  seen: SeenAssignments,
  stream: RandomStream,
): Positions {
  const countable = space.parameters.every((parameter) => valueCount(parameter) < Infinity);
  let positions = start;
  while (seen.has(positions)) {
    positions = countable ? nextPositions(space, positions) : drawPositions(space, stream);
  }
  return positions;
}
