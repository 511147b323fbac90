import { type ErrorReport, executionError, type LeewayError } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';

/** What every job has: the number that messages name it by. */
export interface NumberedJob {
  readonly trialNumber: number;
}

/** The outcome of a job whose evaluation threw. */
export interface Failed {
  readonly status: 'failed';
  readonly error: ErrorReport;
}

/**
 * Where jobs, by default policies, are evaluated: this thread, other threads or other processes. Jobs and outcomes are
 * plain JSON and an outcome depends on its job alone, so that every executor gives the same outcomes.
 */
export interface Executor<J extends NumberedJob = Job, O = Outcome> {
  /** Jobs worked on at the same time, >= 1; further ones wait in line. */
  readonly concurrency: number;
  /**
   * Evaluates one job; whatever its evaluation throws becomes a `failed` outcome.
   *
   * @throws ExecutionError when the executor was cancelled or closed, or has no worker left: the job has no outcome
   */
  run(job: J): Promise<O | Failed>;
  /**
   * Stops for good: running jobs reject at their next denoising step at the latest, and no other starts. Threads are
   * asked and not terminated, because one that ends inside onnxruntime takes its whole process with it.
   */
  cancel(): void;
  /** Waits for what runs, then frees the evaluators; may be called more than once. */
  close(): Promise<void>;
}

/** What `run` rejects with after `cancel`. */
export function cancelledError(job: NumberedJob): LeewayError {
  return executionError(`trial ${job.trialNumber}: cancelled before it finished`);
}

/** What `run` rejects with after `close`. */
export function closedError(job: NumberedJob): LeewayError {
  return executionError(`trial ${job.trialNumber}: not started, because the executor is closed`);
}
