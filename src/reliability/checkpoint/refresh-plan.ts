import { type Policy, protectionAt, refreshesCheckpoint } from '../../core/policy.js';
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
  const reads = policy.cells.map((row, step) =>
    row.map(
      ({ point }, block) =>
        wordErrorRates[point] > 0 && schemeOf(protectionAt(policy, step, block)).readsCheckpoint,
    ),
  );
  const plan: boolean[][] = [];
  let readLater = policy.blocks.map(() => false);
  for (let step = policy.cells.length - 1; step >= 0; step--) {
    const refreshes = refreshesCheckpoint(checkpoint, step);
    plan[step] = readLater.map((wanted) => wanted && refreshes);
    // A step reads before it refreshes, so its own reads are served by the refresh before.
    readLater = readLater.map((wanted, block) => reads[step][block] || (wanted && !refreshes));
  }
  return plan;
}
