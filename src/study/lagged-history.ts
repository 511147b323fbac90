import type { Assignment, Trial } from '../core/trial.js';
import type { HistoryEntry } from '../search/search-algorithm.js';
import { type Goals, scoreOf } from './score.js';

/**
 * The trials of a study as its search sees them: the suggestion for trial n knows the results of the trials below
 * n - lag, all of them, and of trials n - lag to n - 1 the assignments only, finished or not. So suggestions do not
 * depend on which trial happened to finish first.
 */
export class LaggedHistory {
  private readonly assignments: Assignment[] = [];
  private readonly early = new Map<number, Trial>();
  /** Results of trials 0, 1, ... as far as they are finished without a gap. */
  private readonly results: HistoryEntry[] = [];
  private readonly trials: Trial[] = [];

  /** @param lag trials that a suggestion does without, integer >= 0; lag + 1 trials can run at the same time */
  constructor(
    private readonly lag: number,
    private readonly goals: Goals,
  ) {}

  /** Number of the trial to be suggested next. */
  get next(): number {
    return this.assignments.length;
  }

  /** Number of the first trial that is not finished; all below are. */
  get finishedCount(): number {
    return this.results.length;
  }

  /** Whether the next trial may be suggested: all trials that its suggestion has to know are finished. */
  get ready(): boolean {
    return this.results.length >= this.next - this.lag;
  }

  /** What the next suggestion may know; only when {@link ready}. */
  visible(): HistoryEntry[] {
    const known = Math.max(0, this.next - this.lag);
    const pending = this.assignments
      .slice(known)
      .map((assignment, i): HistoryEntry => ({ number: known + i, assignment, result: 'pending' }));
    return [...this.results.slice(0, known), ...pending];
  }

  /** Finished trials that the next suggestion may know, by rising number; only when {@link ready}. */
  known(): readonly Trial[] {
    return this.trials.slice(0, Math.max(0, this.next - this.lag));
  }

  /** Notes the next trial's assignment. */
  suggested(assignment: Assignment): void {
    this.assignments.push(assignment);
  }

  /** Notes a finished trial, in any order. Throws as {@link scoreOf} does. */
  finished(trial: Trial): void {
    this.early.set(trial.number, trial);
    for (let next = this.early.get(this.results.length); next; next = this.early.get(this.results.length)) {
      const { number, assignment, outcome } = next;
      this.early.delete(number);
      this.trials.push(next);
      this.results.push({ number, assignment, result: scoreOf(this.goals, outcome) });
    }
  }
}
