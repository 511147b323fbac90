import type { Assignment } from '../core/trial.js';
import type { HistoryEntry, Score } from './search-algorithm.js';

/** A trial with a score that can be compared. */
export interface ScoredTrial {
  readonly assignment: Assignment;
  /** Free of NaN. */
  readonly score: Score;
}

/** The trials of a history whose scores count, in their order: neither pending, nor rejected, nor with a NaN. */
export function scoredTrials(history: readonly HistoryEntry[]): ScoredTrial[] {
  return history.flatMap(({ assignment, result }) =>
    isUsable(result) ? [{ assignment, score: result }] : [],
  );
}

function isUsable(result: HistoryEntry['result']): result is Score {
  return (
    typeof result === 'object' && !Number.isNaN(result.violation) && !result.objectives.some(Number.isNaN)
  );
}

/** Something that is built up trial by trial. */
export interface TrialFold {
  /** Takes the next trial in. */
  add(trial: ScoredTrial): void;
}

/**
 * Builds a {@link TrialFold} from lists of trials, and goes on with the last one where a list begins as the last one
 * did. What it returns depends on the list alone, however it was come by; it holds until the next call.
 */
export function foldTrials<Fold extends TrialFold>(begin: () => Fold) {
  let known: readonly ScoredTrial[] = [];
  let fold = begin();
  return (trials: readonly ScoredTrial[]): Fold => {
    const goesOn = beginsWith(trials, known);
    if (!goesOn) fold = begin();
    for (let i = goesOn ? known.length : 0; i < trials.length; i++) fold.add(trials[i]);
    known = trials;
    return fold;
  };
}

/** Whether a list begins with another one: the same trials, not only equal ones. */
export const beginsWith = (trials: readonly ScoredTrial[], start: readonly ScoredTrial[]): boolean =>
  start.length <= trials.length &&
  start.every(({ assignment, score }, i) => trials[i].assignment === assignment && trials[i].score === score);
