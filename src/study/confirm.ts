import { type Policy, policyId } from '../core/policy.js';
import type { Executor } from '../execution/executor.js';
import type { Candidate } from './front.js';
import { scaleToUnit } from './knee.js';
import type { Confirmation, TrialStore } from './trial-store.js';

export interface ConfirmationOptions {
  /** What to evaluate once more; equal policies are evaluated once. */
  readonly policies: readonly Policy[];
  /** Another seed than the study's, see {@link confirmationSeed}. */
  readonly seed: number;
  readonly images: number;
  /** How many of them come back with the outcome, for reports. */
  readonly detailImages: number;
  readonly executor: Executor;
  readonly store: TrialStore;
  readonly onEvent?: (confirmation: Confirmation) => void;
}

/** The seed under which a study's front is evaluated again: fixed by the study's own, and never equal to it. */
export function confirmationSeed(studySeed: number): number {
  return (studySeed ^ 0x9e3779b9) >>> 0;
}

/**
 * Evaluates policies with fresh noise and faults: they were chosen as the best of many noisy scores, so that the
 * scores that chose them are too good. What an earlier call has stored is not repeated; failed evaluations are not
 * stored, and so are repeated.
 *
 * Every job has trial number 0: a confirmation depends on policy, seed and images alone, and policies are compared
 * under the same fault stream.
 *
 * @returns one confirmation per policy, in their order
 * @throws ExecutionError when the executor is cancelled, after storing what was finished
 */
export async function confirmPolicies(options: ConfirmationOptions): Promise<Confirmation[]> {
  const { policies, seed, images, store } = options;
  const known = new Map(
    store
      .confirmations()
      .filter((confirmation) => confirmation.seed === seed && confirmation.images === images)
      .map((confirmation) => [confirmation.policyId, Promise.resolve(confirmation)]),
  );
  const confirmations = policies.map((policy) => {
    const id = policyId(policy);
    const confirmation = known.get(id) ?? confirm(policy, id, options);
    known.set(id, confirmation);
    return confirmation;
  });
  await Promise.allSettled(confirmations);
  return Promise.all(confirmations);
}

async function confirm(policy: Policy, id: string, options: ConfirmationOptions): Promise<Confirmation> {
  const { seed, images, detailImages, executor, store, onEvent } = options;
  const outcome = await executor.run({ trialNumber: 0, policy, seed, images, detailImages });
  const evaluated: Confirmation = { policyId: id, seed, images, outcome };
  const confirmation = outcome.status === 'failed' ? evaluated : store.recordConfirmation(evaluated);
  onEvent?.(confirmation);
  return confirmation;
}

/**
 * Members of a front that are worth confirming: the knee, the best of each objective, and then, one by one, the member
 * farthest from those chosen (each objective scaled to 0..1 over the front), so that the front is covered evenly.
 *
 * @param knee index of the front's knee
 * @param maximum how many at most, >= 1
 * @returns indices into the front, ascending; the knee is always among them; none for an empty front
 */
export function selectForConfirmation(front: readonly Candidate[], knee: number, maximum: number): number[] {
  const points = scaleToUnit(front.map(({ objectives }) => objectives));
  const chosen = new Set(points.length > 0 ? [knee] : []);
  const best = points[0]?.map((_, k) => indexOfMinimum(points.map((point) => point[k]))) ?? [];
  for (const i of best) if (chosen.size < maximum) chosen.add(i);
  while (chosen.size < Math.min(maximum, points.length)) {
    const distances = points.map((point) => Math.min(...[...chosen].map((i) => distance(point, points[i]))));
    chosen.add(indexOfMinimum(distances.map((d, i) => (chosen.has(i) ? 0 : -1 - d))));
  }
  return [...chosen].sort((a, b) => a - b);
}

const indexOfMinimum = (values: readonly number[]) => values.indexOf(Math.min(...values));

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, k) => value - b[k]));
