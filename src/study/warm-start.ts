import { inputError } from '../core/errors.js';
import { nonDominatedRanks } from '../core/pareto.js';
import type { Assignment, Trial } from '../core/trial.js';
import { assignmentKey, encodeAssignment, type SearchSpace } from '../search/search-space.js';
import { candidateOf } from './front.js';
import type { Goals } from './score.js';

/** As many as a search of some hundred trials can spend on what may turn out not to carry over. */
const MOST = 16;

/**
 * The assignments that a new study begins with when it is to start from an old one's trials: those that are in its
 * space, best first (by non-dominated rank under the new goals, evenly along the first objective within a rank).
 * They are evaluated anew, since images, seeds and networks may differ.
 *
 * @throws InputError when no trial fits
 */
export function startingAssignments(
  study: string,
  trials: readonly Trial[],
  goals: Goals,
  space: SearchSpace,
): Assignment[] {
  const fitting = trials.filter(({ assignment }) => isIn(space, assignment));
  const candidates = fitting.flatMap((trial) => candidateOf(trial, goals) ?? []);
  const distinct = [
    ...new Map(candidates.map((one) => [assignmentKey(space, one.trial.assignment), one])).values(),
  ];
  if (distinct.length === 0) {
    throw inputError(
      `study ${study}: expected trials of this search space that keep its constraints, got none among ${trials.length}; ` +
        'give a study of the same blocks, segments and operating points',
    );
  }
  const ranks = nonDominatedRanks(distinct.map(({ objectives }) => objectives));
  const chosen: Assignment[] = [];
  for (let rank = 0; rank <= Math.max(...ranks) && chosen.length < MOST; rank++) {
    const layer = distinct
      .filter((_, i) => ranks[i] === rank)
      .sort((a, b) => a.objectives[0] - b.objectives[0]);
    chosen.push(...evenly(layer, MOST - chosen.length).map(({ trial }) => trial.assignment));
  }
  return chosen;
}

/** Whether a space has an assignment's parameters and values. */
export function isIn(space: SearchSpace, assignment: Assignment): boolean {
  try {
    encodeAssignment(space, assignment);
    return true;
  } catch {
    return false;
  }
}

/** At most `count` of the values, first and last among them. */
function evenly<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  if (count === 1) return [values[0]];
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]);
}
