import type { Executor } from './executor.js';
import type { WorkerStatus } from './supervised-worker.js';

/** An executor as a study's session uses it: one that can be looked into, held, and told to give up. */
export interface StudyExecutor extends Executor {
  /** Jobs that are really worked on at the same time, as far as is known, >= 1; never above `concurrency`. */
  readonly parallelism: number;
  /** What each worker does, in no order. */
  readonly status: readonly WorkerStatus[];
  /** Starts no job until `resume`; what runs goes on. */
  pause(): void;
  resume(): void;
  /** Gives up what runs and what waits, at once: it rejects as after `cancel`, but further jobs are taken. */
  abandon(): void;
}
