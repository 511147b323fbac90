import { inputError } from '../../core/errors.js';
import { checkpointsRead, type Policy, refreshesCheckpoint } from '../../core/policy.js';

/**
 * At which steps which blocks' outputs are written to the checkpoint, `steps x blocks`: where the checkpoint plan
 * refreshes and some cell that restores, at an operating point that makes errors, can read the value: before the
 * next refresh, or before the one after it where restoring reads the last two checkpoints. All of it is known from
 * the policy in advance, to hardware as well; leaving the other refreshes out changes no result.
 *
 * @param wordErrorRates one per operating point of the policy
 */
export function planRefreshes(policy: Policy, wordErrorRates: readonly number[]): boolean[][] {
  const { checkpoint } = policy;
  if (checkpoint === null) return policy.cells.map((row) => row.map(() => false));
  const reads = policy.protections.map(checkpointsRead);
  const plan: boolean[][] = [];
  // Of each block: how many refreshes before the current step somebody reads later.
  let wanted = policy.blocks.map(() => 0);
  for (let step = policy.cells.length - 1; step >= 0; step--) {
    const refreshes = refreshesCheckpoint(checkpoint, step);
    plan[step] = wanted.map((refreshesWanted) => refreshesWanted > 0 && refreshes);
    // A step reads before it refreshes, so its own reads are served by the refreshes before.
    wanted = wanted.map((refreshesWanted, block) => {
      const { point, protection } = policy.cells[step][block];
      const read = wordErrorRates[point] > 0 ? reads[protection] : 0;
      return Math.max(read, refreshes ? refreshesWanted - 1 : refreshesWanted);
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
  const restores = policy.protections.find((protection) => checkpointsRead(protection) > 0);
  if (restores && policy.checkpoint === null) {
    throw inputError(
      `policy.checkpoint: expected a checkpoint plan, because '${restores.scheme}' restores from it; got null; ` +
        'give offloadInterval and layout',
    );
  }
}
