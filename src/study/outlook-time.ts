import type { Trial } from '../core/trial.js';

/** Trials below which a fit takes a second at most. */
const FIRST_TRIALS = 200;

/**
 * A fit's time grows with this power of the number of trials at most: between 100 and 3,200 trials of 142 parameters by
 * the power of 0.6, but steeper where trials are fewer than a model's parameters.
 */
const EXPONENT = 1.5;

/**
 * How long the model of a study's trials will take when the search has ended: learnt while it runs from fits to half of
 * what there is, each time that the number has doubled.
 */
export class OutlookTime {
  private timed: { readonly trials: number; readonly seconds: number } | null = null;

  /**
   * @param fit fits the model
   * @param nowS a clock that is never set
   */
  constructor(
    private readonly fit: (trials: readonly Trial[]) => unknown,
    private readonly nowS: () => number,
  ) {}

  /** Whether another fit would tell more, now that there are so many trials. */
  isDue(count: number): boolean {
    return count >= (this.timed ? 4 * this.timed.trials : FIRST_TRIALS);
  }

  learn(trials: readonly Trial[]): void {
    const half = trials.slice(0, Math.ceil(trials.length / 2));
    const began = this.nowS();
    this.fit(half);
    this.timed = { trials: half.length, seconds: this.nowS() - began };
  }

  /** Seconds that a fit to so many trials is expected to take; 0 before anything was timed. */
  expectedS(count: number): number {
    return this.timed ? this.timed.seconds * Math.max(1, count / this.timed.trials) ** EXPONENT : 0;
  }
}
