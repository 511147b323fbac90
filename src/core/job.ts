import type { Policy } from './policy.js';
import type { Race } from './race.js';

/** One evaluation to be done: plain JSON, the same value for a thread, a queue and the store. */
export interface Job {
  /** Number of the trial; names the fault stream, so that trials see different faults. */
  readonly trialNumber: number;
  readonly policy: Policy;
  /** Seed of noise and faults; trials of a study share it, so that their scores are paired. */
  readonly seed: number;
  /** How many images to run: image numbers 0..images-1 of the seed; fewer where a race is lost before. */
  readonly images: number;
  /** When to give up before the last image, which brings the scores of the raced metrics with the outcome; never when absent. */
  readonly race?: Race;
  /** How many of them to return with the outcome, for reports; none when absent. */
  readonly detailImages?: number;
  /** Whether to return each image's scores. */
  readonly imageScores?: boolean;
}
