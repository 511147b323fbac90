import { bugError, type LeewayError, toErrorReport } from '../core/errors.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import type { Failed } from './executor.js';

/**
 * Evaluates a job as every executor does: what the evaluator throws, and numbers that are not finite, become a
 * `failed` outcome.
 *
 * @param cancelled asked before and during the evaluation; a throw while it says true is the cancellation itself
 */
export async function runJob<J, O>(
  evaluator: Evaluator<J, O>,
  job: J,
  cancelled: () => boolean,
): Promise<O | Failed | 'cancelled'> {
  if (cancelled()) return 'cancelled';
  try {
    const outcome = await evaluator.evaluate(job, cancelled);
    const error = nonFiniteError(outcome);
    return error ? { status: 'failed', error: toErrorReport(error) } : outcome;
  } catch (thrown) {
    return cancelled() ? 'cancelled' : { status: 'failed', error: toErrorReport(thrown) };
  }
}

/** A BugError that names the first number of an outcome that is NaN or infinite (JSON has neither), or null. */
export function nonFiniteError(outcome: unknown): LeewayError | null {
  const [found] = nonFiniteNumbers(outcome, '');
  return found ? bugError(`outcome${found}; please report this`) : null;
}

function nonFiniteNumbers(value: unknown, path: string): string[] {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? [] : [`${path}: expected a finite number, got ${value}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => nonFiniteNumbers(member, `${path}.${key}`));
}
