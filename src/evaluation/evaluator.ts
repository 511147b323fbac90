import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';

/** Runs policies and scores them; holds whatever is worth keeping between jobs (sessions, golden runs). */
export interface Evaluator {
  /**
   * Runs one job. The outcome depends on the job alone.
   *
   * @param cancelled asked between denoising steps; when it says true the promise rejects with an ExecutionError
   */
  evaluate(job: Job, cancelled?: () => boolean): Promise<Outcome>;
  /** Frees sessions and memory; nothing may be running. */
  dispose(): Promise<void>;
}

/** What an evaluator module exports: a worker loads it by URL and builds its evaluator from plain JSON. */
export interface EvaluatorModule {
  createEvaluator(spec: unknown): Promise<Evaluator>;
}
