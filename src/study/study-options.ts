import type { ErrorReport } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import type { Assignment, Trial } from '../core/trial.js';
import type { Executor } from '../execution/executor.js';
import type { HistoryEntry, SearchAlgorithm } from '../search/search-algorithm.js';
import type { SearchKnowledge } from '../search/search-knowledge.js';
import type { SearchSpace } from '../search/search-space.js';
import type { Goals } from './score.js';
import type { TrialStore } from './trial-store.js';

/** Something that happened in a study, for whoever shows progress. */
export interface StudyEvent {
  readonly kind: 'trial';
  /** The trial as it was stored. */
  readonly trial: Trial;
  /** Of a failed trial the report with its stack, which is not stored. */
  readonly failure: ErrorReport | null;
}

export interface StudyOptions extends Goals {
  /** Trials that the study has in the end, those of earlier runs included. */
  readonly trials: number;
  /** Trials that a suggestion does without (see {@link LaggedHistory}), integer >= 0; fixed for a study. */
  readonly lag: number;
  /** Seed of search, noise and faults, unsigned 32-bit. */
  readonly seed: number;
  /**
   * Images per evaluation, rising: the last is how many there are at most, those before are the looks of a race against
   * the front (see `core/race.ts`); a single number means that nothing is given up.
   */
  readonly images: readonly number[];
  /** This many failed evaluations with no other outcome between them end the study, >= 1. */
  readonly maxFailuresInARow: number;
  readonly space: SearchSpace;
  readonly algorithm: SearchAlgorithm;
  /** Assignments of the first trials, whatever the search suggests. */
  readonly startWith?: readonly Assignment[];
  /** What the search may know beyond its trials; fixed for a study. */
  readonly knowledge?: SearchKnowledge;
  readonly decode: (assignment: Assignment) => Policy | { readonly infeasible: string };
  readonly executor: Executor;
  readonly store: TrialStore;
  /** Whether nothing is left to gain; asked now and then of the history that the next suggestion would see. */
  readonly isConverged?: (history: readonly HistoryEntry[]) => boolean;
  readonly onEvent?: (event: StudyEvent) => void;
  /**
   * Asked between trials; once it says true no trial is started, and what runs is waited for, unless the caller also
   * cancels the executor.
   */
  readonly shouldStop?: () => boolean;
}

export interface StudyEnd {
  /** All trials are there; or the space has no more; or nothing is left to gain; or `shouldStop` came first. */
  readonly reason: 'completed' | 'exhausted' | 'converged' | 'stopped';
  readonly trials: readonly Trial[];
}
