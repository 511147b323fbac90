import { inputError } from './errors.js';
import type { Policy } from './policy.js';
import type { Workload } from './workload.js';

/**
 * Refuses a policy made for other blocks or another number of steps than a workload's.
 *
 * @param where the policy's file, named in the message
 * @throws InputError
 */
export function requireFit(policy: Policy, workload: Workload, where = 'policy'): void {
  const blocks = policy.blocks.join(', ');
  if (blocks === workload.blocks.join(', ') && policy.cells.length === workload.steps) return;
  throw inputError(
    `${where}: expected ${workload.steps} steps of blocks ${workload.blocks.join(', ')}, ` +
      `got ${policy.cells.length} steps of ${blocks}; use a policy made for this network and number of steps`,
  );
}
