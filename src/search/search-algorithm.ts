import type { Assignment } from '../core/trial.js';
import type { SearchKnowledge } from './search-knowledge.js';
import type { SearchSpace } from './search-space.js';

/** What a scored trial is worth to a search. */
export interface Score {
  /** Objective values, all minimised; the same number of them in every trial of a study. */
  readonly objectives: readonly number[];
  /** Total amount by which constraints are exceeded; <= 0 when all are met. */
  readonly violation: number;
  /** Standard error of each objective, 0 where it is exact; left out where nothing is known of them. */
  readonly standardErrors?: readonly number[];
}

/** A trial as a search sees it. */
export interface HistoryEntry {
  /** The trial's position in the study, from 0. */
  readonly number: number;
  readonly assignment: Assignment;
  /** Its score, `pending` as long as that may not be used, or `rejected` when there is none (infeasible or failed). */
  readonly result: Score | 'pending' | 'rejected';
}

export interface SuggestRequest {
  readonly space: SearchSpace;
  /** Every trial below `firstNumber`, by rising number; pending ones too, so that none is suggested again. */
  readonly history: readonly HistoryEntry[];
  /** Number of the first trial to suggest. */
  readonly firstNumber: number;
  /** How many trials to suggest, >= 0. */
  readonly count: number;
  /** Seed of the study, unsigned 32-bit. */
  readonly seed: number;
  readonly knowledge?: SearchKnowledge;
}

/** Decides what to try next. */
export interface SearchAlgorithm {
  /**
   * Assignments for the trials `firstNumber`, `firstNumber + 1`, ...: none that the history or an earlier one of the
   * answer holds, and fewer than `count` (down to none) only when the space has no others.
   *
   * Stateless: the answer depends on the request alone. A batch equals single requests whose history grows by what
   * was suggested, as pending. A score with a NaN counts as rejected.
   */
  suggest(request: SuggestRequest): Assignment[];
}
