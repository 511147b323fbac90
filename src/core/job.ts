import type { Policy } from './policy.js';

/** One evaluation to be done: plain JSON, the same value for a thread, a queue and the store. */
export interface Job {
  /** Number of the trial; names the fault stream, so that trials see different faults. */
  readonly trialNumber: number;
  readonly policy: Policy;
  /** Seed of noise and faults; trials of a study share it, so that their scores are paired. */
  readonly seed: number;
  /** How many images to run: image numbers 0..images-1 of the seed. */
  readonly images: number;
  /** How many of them to return with the outcome, for reports; none when absent. */
  readonly detailImages?: number;
  /** Whether to return each image's scores. */
  readonly imageScores?: boolean;
}
