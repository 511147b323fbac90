import type { ErrorReport } from '../core/errors.js';
import type { EvaluatorSource } from './load-evaluator.js';

/** What a worker thread is started with. */
export interface WorkerData extends EvaluatorSource {
  /** One Int32, 0 until everything is to stop; read between denoising steps. */
  readonly cancelFlag: SharedArrayBuffer;
}

/** What a worker thread is asked to do: build its evaluator, run a job of it, or free the evaluator. */
export type WorkerTask<J = unknown> =
  | { readonly kind: 'start' }
  | { readonly kind: 'evaluate'; readonly job: J }
  | { readonly kind: 'dispose' };

/** What it answers; errors only in their plain form, because structured clone drops an error's own fields. */
export type WorkerReply<O = unknown> =
  | { readonly status: 'done' }
  | { readonly status: 'evaluated'; readonly outcome: O | 'cancelled' }
  | { readonly status: 'error'; readonly error: ErrorReport };
