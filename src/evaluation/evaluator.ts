import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';

/**
 * Runs jobs, by default policies, and scores them; holds whatever is worth keeping between jobs (sessions, golden
 * runs).
 */
export interface Evaluator<J = Job, O = Outcome> {
  /**
   * Runs one job. The outcome depends on the job alone.
   *
   * @param cancelled asked between denoising steps; when it says true the promise rejects with an ExecutionError
   */
  evaluate(job: J, cancelled?: () => boolean): Promise<O>;
  /** Frees sessions and memory; nothing may be running. */
  dispose(): Promise<void>;
}

/** What an evaluator module exports: a worker loads it by URL and builds its evaluator from plain JSON. */
export interface EvaluatorModule<J = Job, O = Outcome> {
  createEvaluator(spec: unknown): Promise<Evaluator<J, O>>;
}
