import { contentHash } from './canonical-json.js';
import type { OperatingPoint } from './operating-point.js';

/** How one cell of a policy is protected; the variants' parameters are data, so that a policy is plain JSON. */
export type Protection =
  | { readonly scheme: 'none' }
  | {
      readonly scheme: 'rollback-abft';
      /** Checksum deviations of magnitude >= 2^thresholdBit count as errors; integer in 0..31. */
      readonly thresholdBit: number;
    };

export const CHECKPOINT_LAYOUTS = ['row-major', 'tile-contiguous'] as const;
export type CheckpointLayout = (typeof CHECKPOINT_LAYOUTS)[number];

export interface CheckpointPlan {
  /** Steps between two refreshes of the checkpoint, integer >= 1. */
  readonly offloadInterval: number;
  /** How a checkpointed matrix lies in DRAM: by rows, or each B x B tile in one piece. */
  readonly layout: CheckpointLayout;
}

/** One (step, block) of a policy: indices into the policy's tables of operating points and protections. */
export interface Cell {
  readonly point: number;
  readonly protection: number;
}

/** What runs where: the thing Leeway searches for. Plain JSON, complete in itself. */
export interface Policy {
  readonly format: 'leeway-policy/1';
  /** Block names in execution order, as the network names them. */
  readonly blocks: readonly string[];
  readonly operatingPoints: readonly OperatingPoint[];
  readonly protections: readonly Protection[];
  /** Null when no cell rolls back. */
  readonly checkpoint: CheckpointPlan | null;
  /** `steps x blocks`; step 0 is the first denoising step (the noisiest). */
  readonly cells: readonly (readonly Cell[])[];
}

/** SHA-256 (hex) of the policy's canonical JSON: equal policies have equal ids. */
export function policyId(policy: Policy): string {
  return contentHash(policy);
}

export function operatingPointAt(policy: Policy, step: number, block: number): OperatingPoint {
  return policy.operatingPoints[policy.cells[step][block].point];
}

export function protectionAt(policy: Policy, step: number, block: number): Protection {
  return policy.protections[policy.cells[step][block].protection];
}

/** The policy with every cell at one operating point and one protection. */
export function uniformPolicy(
  blocks: readonly string[],
  steps: number,
  point: OperatingPoint,
  protection: Protection = { scheme: 'none' },
  checkpoint: CheckpointPlan | null = null,
): Policy {
  const row = blocks.map(() => ({ point: 0, protection: 0 }));
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: [point],
    protections: [protection],
    checkpoint: protection.scheme === 'none' ? null : checkpoint,
    cells: Array.from({ length: steps }, () => row),
  };
}

/**
 * Whether the checkpoint is refreshed after `step`: at step 0 and wherever `step mod offloadInterval = 1`
 * (0, 1, 11, 21, ... for 10), as DRIFT does (arXiv 2604.09073; every step when the interval is 1).
 */
export function refreshesCheckpoint(plan: CheckpointPlan, step: number): boolean {
  return step === 0 || step % plan.offloadInterval === 1 % plan.offloadInterval;
}
