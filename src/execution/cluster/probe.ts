import { contentHash } from '../../core/canonical-json.js';
import { executionError, fromErrorReport } from '../../core/errors.js';
import type { Failed, NumberedJob } from '../executor.js';
import type { EvaluatorSource } from '../load-evaluator.js';
import { ProcessExecutor } from '../process-executor.js';

/** Points that functions are compared at, chosen so that last digits show: none is exact in binary. */
const POINTS = [0.1, 0.7, 1.3, 2.9, 17.1, 123.4];

/** Functions whose last digits no standard fixes: engines and their versions may differ. */
const FUNCTIONS = [
  Math.exp,
  Math.expm1,
  Math.log,
  Math.log1p,
  Math.log2,
  Math.sin,
  Math.cos,
  Math.tan,
  Math.atan,
  Math.tanh,
  Math.cbrt,
  (x: number) => x ** 0.37,
  (x: number) => Math.hypot(x, 1.7),
];

/**
 * What this machine makes of a job, and of functions whose last digits machines may differ in. The outcome goes through
 * all kernels that a study uses, so that machines with equal digests give equal trials.
 *
 * @param programUrl see {@link ProcessExecutor}
 * @returns SHA-256
 * @throws LeewayError with the kind of what building the evaluator, or evaluating, threw
 */
export async function probeDigest(
  source: EvaluatorSource,
  job: NumberedJob,
  programUrl?: URL,
): Promise<string> {
  const outcome = await outcomeOf(source, job, programUrl);
  return contentHash({ outcome, functions: FUNCTIONS.map((f) => POINTS.map(f)) });
}

async function outcomeOf(source: EvaluatorSource, job: NumberedJob, programUrl?: URL) {
  const executor = await ProcessExecutor.start<NumberedJob, { readonly status: string } | Failed>({
    ...source,
    workers: 1,
    ...(programUrl && { programUrl }),
  });
  try {
    const outcome = await executor.run(job);
    if ('error' in outcome) throw fromErrorReport(outcome.error);
    if (outcome.status !== 'scored') throw executionError(`a probe of this machine is ${outcome.status}`);
    return outcome;
  } finally {
    await executor.close();
  }
}
