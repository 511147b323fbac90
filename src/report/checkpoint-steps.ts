import { type Policy, refreshesCheckpoint } from '../core/policy.js';

/** The steps after which a policy refreshes its checkpoint, ascending; empty when it keeps none. */
export function checkpointSteps(policy: Policy): number[] {
  const { checkpoint, cells } = policy;
  if (!checkpoint) return [];
  return [...cells.keys()].filter((step) => refreshesCheckpoint(checkpoint, step));
}
