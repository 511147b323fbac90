import type { Assignment } from '../../core/trial.js';
import type { Cell } from '../search-knowledge.js';
import type { SearchSpace } from '../search-space.js';

/** A problem with a known answer, to measure search algorithms by. Everything is minimised. */
export interface TestProblem {
  readonly space: SearchSpace;
  /** The hypervolume is measured up to here: one bound for each objective. */
  readonly reference: readonly number[];
  /** Objectives free of noise. */
  objectives(assignment: Assignment): number[];
  /** Objectives that are known without an evaluation, null for the others; left out, none is. */
  readonly exact?: (assignment: Assignment) => readonly (number | null)[];
  /** The parameters that are cells; left out, none is. */
  readonly cells?: readonly Cell[];
  /**
   * What a search is told, evaluation by evaluation in order, in the run of a seed: the objectives, with noise where
   * the problem has some.
   */
  observations(seed: number): (assignment: Assignment) => number[];
}

/** A problem without noise. */
export const exactProblem = (
  space: SearchSpace,
  reference: readonly number[],
  objectives: (assignment: Assignment) => number[],
): TestProblem => ({ space, reference, objectives, observations: () => objectives });
