import { type Policy, policyId } from '../core/policy.js';
import { type Constraint, totalViolation } from '../core/trial.js';
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

/** What a front member's confirmation showed: whether its means keep every constraint. */
export type Verdict = 'kept' | 'refuted';

/**
 * The front member to confirm next: the knee first, then of each objective, most wanted first, the best member that
 * has not been refuted, until that one is confirmed; then the member farthest from those confirmed (each objective
 * scaled to 0..1 over the front), so that the front is covered evenly.
 *
 * The best of many noisy scores were lucky: where any members keep every constraint with all of what is believed of
 * them (without a model: with a margin of one standard error), only they and the knee are considered.
 *
 * @param knee index of the front's knee
 * @param confirmed by index into the front; null for members whose confirmation is under way
 * @returns an index into the front, or null when nothing is left that is worth it
 */
export function nextToConfirm(
  front: readonly Candidate[],
  knee: number,
  constraints: readonly Constraint[],
  confirmed: ReadonlyMap<number, Verdict | null>,
): number | null {
  if (front.length > 0 && !confirmed.has(knee)) return knee;
  const points = scaleToUnit(front.map(({ objectives }) => objectives));
  const safe = [...front.keys()].filter((i) => keepsWithMargin(front[i], constraints));
  const eligible = safe.length > 0 ? safe : [...front.keys()];
  for (const k of points[0]?.keys() ?? []) {
    const ranked = eligible.toSorted((a, b) => points[a][k] - points[b][k] || a - b);
    const best = ranked.find((i) => confirmed.get(i) !== 'refuted');
    if (best !== undefined && !confirmed.has(best)) return best;
  }
  const distanceTo = (i: number) =>
    Math.min(...[...confirmed.keys()].map((j) => distance(points[i], points[j])));
  const rest = eligible.filter((i) => !confirmed.has(i));
  return rest.sort((a, b) => distanceTo(b) - distanceTo(a) || a - b)[0] ?? null;
}

/** What a confirmation means for the study's constraints; null when it has no scores. */
export function verdictOf({ outcome }: Confirmation, constraints: readonly Constraint[]): Verdict | null {
  if (outcome.status !== 'scored') return null;
  return totalViolation(constraints, outcome.metrics) <= 0 ? 'kept' : 'refuted';
}

/** Whether every constraint would hold with each metric one standard error worse, or at the end of its belief. */
function keepsWithMargin(
  { trial: { outcome }, belief }: Candidate,
  constraints: readonly Constraint[],
): boolean {
  if (outcome.status !== 'scored') return false;
  const { metrics, standardErrors } = outcome;
  return (['low', 'high'] as const).every((end) => {
    const sign = end === 'low' ? -1 : 1;
    const shifted = Object.entries(metrics).map(([name, value]) => [
      name,
      name === belief?.metric ? belief[end] : value + sign * (standardErrors[name] ?? 0),
    ]);
    return totalViolation(constraints, Object.fromEntries(shifted)) <= 0;
  });
}

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, k) => value - b[k]));
