import { canonicalJson } from '../core/canonical-json.js';
import { inputError } from '../core/errors.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Assignment, Trial } from '../core/trial.js';
import type { SearchSpace } from '../search/search-space.js';
import type { StudyConfig } from './study-config.js';
import { isIn } from './warm-start.js';

/**
 * The trials of a study that hold in a changed space too, numbered from 0 in their order: their assignments are in the
 * space and stand for the same policy, so that evaluating them again would give the same. Failed ones are left out.
 */
export function carriedTrials(
  trials: readonly Trial[],
  space: SearchSpace,
  decode: (assignment: Assignment) => Policy | { readonly infeasible: string },
): Trial[] {
  const holds = ({ assignment, policyId: id, outcome }: Trial) => {
    if (outcome.status === 'failed' || !isIn(space, assignment)) return false;
    const policy = decode(assignment);
    return 'infeasible' in policy ? id === null : id === policyId(policy);
  };
  return trials.filter(holds).map((trial, number) => ({ ...trial, number }));
}

/**
 * Refuses a configuration whose evaluations would not compare with a study's.
 *
 * @param study name of the study, for the message
 * @throws InputError that names what differs
 */
export function requireSameEvaluation(study: string, before: StudyConfig, after: StudyConfig): void {
  const [old, changed] = [evaluationOf(before), evaluationOf(after)];
  const differing = Object.keys(old).filter(
    (name) => canonicalJson(old[name]) !== canonicalJson(changed[name]),
  );
  if (differing.length === 0) return;
  throw inputError(
    `study ${study}: ${differing.join(', ')} differ from the study's, so that its trials would not compare; ` +
      'leave them as they are, or start another study with leeway tune',
  );
}

/** What the outcome of an evaluation depends on, by the names that a search space file has for it. */
function evaluationOf({
  network,
  accelerator,
  sampling,
  faults,
  study,
  objectives,
  constraints,
}: StudyConfig) {
  const parts: Record<string, unknown> = {
    network,
    accelerator,
    sampling,
    faults,
    'study.seed': study.seed,
    'study.images': study.images,
    // A race ends where the goals say.
    ...(Array.isArray(study.images) && { objectives, constraints }),
  };
  return parts;
}
