import { bugError, LeewayError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import type { Executor } from '../execution/executor.js';
import type { Budget } from '../study/budget.js';
import {
  confirmationSeed,
  confirmPolicies,
  nextToConfirm,
  type Verdict,
  verdictOf,
} from '../study/confirm.js';
import { type Candidate, referenceVector } from '../study/front.js';
import { kneeIndex } from '../study/knee.js';
import { worstValues } from '../study/study-goals.js';
import type { Confirmation, TrialStore } from '../study/trial-store.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { StudyOutput } from './study-output.js';

/** Images of each confirmed policy that a report shows. */
const SHOWN_IMAGES = 10;

/** Policies confirmed in one round. */
export const POLICIES_AT_A_TIME = 2;

export interface FrontConfirmation {
  readonly context: CalibratedContext;
  readonly front: readonly Candidate[];
  readonly executor: Executor;
  readonly store: TrialStore;
  readonly budget: Budget;
  readonly output: StudyOutput;
}

/** Confirms the nominal policy: no report is possible without, so that no budget ends this. */
export async function confirmNominal(options: FrontConfirmation): Promise<void> {
  await confirm(options, [options.context.nominalPolicy]);
}

/**
 * Confirms members of the front, two at a time: what the first show decides which come next.
 * The number at a time is fixed, so that the choice does not depend on the number of workers. Where the budget ends
 * first, what was confirmed stays.
 */
export async function confirmFront(options: FrontConfirmation): Promise<void> {
  const { context, front, budget, output } = options;
  const { confirmation } = context.config;
  const count = Math.min(confirmation.policies, front.length);
  output.say('confirming', `Confirming ${count} policies on ${confirmation.images} fresh images each ...`, {
    policies: count,
    images: confirmation.images,
  });
  const verdicts = new Map<number, Verdict | null>();
  try {
    await confirmRounds(options, verdicts, count);
  } catch (error) {
    const givenUp = error instanceof LeewayError && error.kind === 'ExecutionError';
    if (!givenUp || budget.confirmationLeftS > 0) throw error;
    const confirmed = [...verdicts.values()].filter((verdict) => verdict !== null).length;
    output.say(
      'confirmation-ended',
      `The budget ends the confirmation with ${confirmed} of ${count} policies.`,
    );
  }
  output.clear();
}

async function confirmRounds(
  options: FrontConfirmation,
  verdicts: Map<number, Verdict | null>,
  count: number,
): Promise<void> {
  const { front, context, output } = options;
  const { constraints, objectives } = context.config;
  const points = front.map((candidate) => candidate.objectives);
  const knee = kneeIndex(points, referenceVector(objectives, worstValues(objectives)));
  while (verdicts.size < count) {
    const round: number[] = [];
    while (round.length < POLICIES_AT_A_TIME && verdicts.size < count) {
      const next = nextToConfirm(front, knee, constraints, verdicts);
      if (next === null) break;
      verdicts.set(next, null);
      round.push(next);
    }
    if (round.length === 0) break;
    const policies = round.map((i) => policyOf(context, front[i]));
    const confirmations = await confirm(options, policies);
    for (const [n, i] of round.entries()) verdicts.set(i, verdictOf(confirmations[n], constraints));
    output.update(`${verdicts.size}/${count} policies confirmed`);
  }
}

function confirm(
  { context, executor, store, output }: FrontConfirmation,
  policies: readonly Policy[],
): Promise<Confirmation[]> {
  const { confirmation, study } = context.config;
  return confirmPolicies({
    policies,
    seed: confirmationSeed(study.seed),
    images: confirmation.images,
    detailImages: Math.min(confirmation.images, SHOWN_IMAGES),
    executor,
    store,
    onEvent: ({ policyId, outcome }) => {
      output.record('confirmation', { policyId, status: outcome.status });
      if (outcome.status !== 'failed') return;
      output.say('confirmation-failed', `Confirmation failed: ${outcome.error.message}`, { policyId });
    },
  });
}

function policyOf({ decode }: CalibratedContext, { trial }: Candidate): Policy {
  const policy = decode(trial.assignment);
  if ('infeasible' in policy)
    throw bugError(`trial ${trial.number} was scored, but is infeasible: ${policy.infeasible}`);
  return policy;
}
