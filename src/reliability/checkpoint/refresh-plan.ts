import { inputError } from '../../core/errors.js';
import { type Policy, refreshesCheckpoint } from '../../core/policy.js';
import { schemeOf } from '../protection/protection-schemes.js';

/**
 * At which steps which blocks' outputs are written to the checkpoint, `steps x blocks`: where the checkpoint plan
 * refreshes and some cell that restores, at an operating point that makes errors, can read the value before the
 * next refresh. All of it is known from the policy in advance, to hardware as well; leaving the other refreshes
 * out changes no result.
 *
 * @param wordErrorRates one per operating point of the policy
 */
export function planRefreshes(policy: Policy, wordErrorRates: readonly number[]): boolean[][] {
  const { checkpoint } = policy;
  if (checkpoint === null) return policy.cells.map((row) => row.map(() => false));
  const restores = policy.protections.map((protection) => schemeOf(protection).readsCheckpoint);
  const plan: boolean[][] = [];
  let readLater = policy.blocks.map(() => false);
  for (let step = policy.cells.length - 1; step >= 0; step--) {
    const refreshes = refreshesCheckpoint(checkpoint, step);
    plan[step] = readLater.map((wanted) => wanted && refreshes);
    // A step reads before it refreshes, so its own reads are served by the refresh before.
    readLater = readLater.map((wanted, block) => {
      const { point, protection } = policy.cells[step][block];
      return (wordErrorRates[point] > 0 && restores[protection]) || (wanted && !refreshes);
    });
  }
  return plan;
}

/**
 * Refuses a policy with a protection that restores but no plan of what it restores from.
 *
 * @throws InputError
 */
export function requireCheckpoint(policy: Policy): void {
  const restores = policy.protections.find((protection) => schemeOf(protection).readsCheckpoint);
  if (restores && policy.checkpoint === null) {
    throw inputError(
      `policy.checkpoint: expected a checkpoint plan, because '${restores.scheme}' restores from it; got null; ` +
        'give offloadInterval and layout',
    );
  }
}
