import type { Trial } from '../core/trial.js';
import type { Confirmation, TrialStore } from './trial-store.js';

/**
 * Reads the store of a study that another process may be running, again and again. A trial that is stored stays as it
 * is, so that each is read once: only from the first number on that was missing, as trials finish out of order.
 */
export class StudyReader {
  /** Trials 0, 1, 2 and so on, none missing. */
  private readonly settled: Trial[] = [];

  constructor(private readonly store: Pick<TrialStore, 'trials' | 'confirmations'>) {}

  /** All trials by rising number, as {@link TrialStore.trials} gives them. */
  trials(): Trial[] {
    const later = this.store.trials(this.settled.length);
    let count = 0;
    while (later[count]?.number === this.settled.length) this.settled.push(later[count++]);
    return [...this.settled, ...later.slice(count)];
  }

  confirmations(): Confirmation[] {
    return this.store.confirmations();
  }
}
