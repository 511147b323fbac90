import { bugError } from '../core/errors.js';
import type { Evaluator, EvaluatorModule } from '../evaluation/evaluator.js';

/** How a worker makes its evaluator: plain JSON, so that it crosses threads and machines. */
export interface EvaluatorSource {
  /** URL of an ES module that exports {@link EvaluatorModule}. */
  readonly evaluatorModule: string;
  /** Passed to its `createEvaluator` as it is. */
  readonly spec: unknown;
}

/**
 * Loads the module and builds an evaluator.
 *
 * @throws BugError when the module does not load or exports no `createEvaluator`; whatever `createEvaluator` throws
 */
export async function loadEvaluator<J, O>({
  evaluatorModule,
  spec,
}: EvaluatorSource): Promise<Evaluator<J, O>> {
  const module = await import(evaluatorModule).catch((error) => {
    throw bugError(`${evaluatorModule}: the evaluator module cannot be loaded: ${error}`, error);
  });
  if (!isEvaluatorModule<J, O>(module)) {
    throw bugError(`${evaluatorModule}: expected an exported function createEvaluator, got none`);
  }
  return module.createEvaluator(spec);
}

/** Jobs and outcomes are whatever the module's evaluator takes and gives: who names the module knows them. */
function isEvaluatorModule<J, O>(module: object): module is EvaluatorModule<J, O> {
  return 'createEvaluator' in module && typeof module.createEvaluator === 'function';
}
