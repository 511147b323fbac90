import type { ErrorReport } from '../core/errors.js';
import type { EvaluatorSource } from './load-evaluator.js';

/** What a worker process is asked, one request at a time: build its evaluator, run a job of it, or free it. */
export type ProcessRequest<J = unknown> =
  | { readonly kind: 'start'; readonly source: EvaluatorSource }
  | { readonly kind: 'evaluate'; readonly job: J }
  | { readonly kind: 'close' };

/** What it answers. */
export type ProcessReply<O = unknown> =
  | { readonly status: 'done' }
  | { readonly status: 'evaluated'; readonly outcome: O }
  | { readonly status: 'error'; readonly error: ErrorReport };
