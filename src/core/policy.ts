import { contentHash } from './canonical-json.js';
import type { OperatingPoint } from './operating-point.js';

/** What a rollback writes over a flagged word. */
export const RESTORE_RULES = [
  /** The value at the last checkpoint (0 while there is none), as DRIFT does. */
  'stale',
  /** 0, and no checkpoint is kept. */
  'zero',
  /** The line through the last two checkpoints, at the step of now; stale while there is one, 0 while there is none. */
  'extrapolate',
  /** The correct value, computed again at the nominal operating point; no checkpoint is kept. */
  'recompute',
] as const;
export type RestoreRule = (typeof RESTORE_RULES)[number];

/** What becomes of words beyond the calibrated range. */
export const RANGE_REPAIRS = ['clear', 'recompute'] as const;
export type RangeRepair = (typeof RANGE_REPAIRS)[number];

/**
 * How one cell of a policy is protected; the variants' parameters are data, so that a policy is plain JSON. The
 * mechanisms, with their sources, stand in `reliability/protection`.
 */
export type Protection =
  | { readonly scheme: 'none' }
  | {
      readonly scheme: 'rollback-abft';
      /** Checksum deviations of magnitude >= 2^thresholdBit count as errors; integer in 0..31. */
      readonly thresholdBit?: number;
      /** In place of it: deviations >= thresholdShare x the site's calibrated full scale; > 0. */
      readonly thresholdShare?: number;
      /** 'stale' when absent. */
      readonly restore?: RestoreRule;
    }
  | {
      readonly scheme: 'razor';
      /** Share of late words that fall into the detection window, in (0, 1]; 1 when absent. */
      readonly coverage?: number;
    }
  | { readonly scheme: 'te-drop' }
  | { readonly scheme: 'effort' }
  | {
      readonly scheme: 'green-tpu';
      /** Words that an array row computes at boosted voltage after an error in it; integer >= 1. */
      readonly boostedWords: number;
    }
  | { readonly scheme: 'dmr' }
  | { readonly scheme: 'tmr' }
  | { readonly scheme: 'abft' }
  | {
      readonly scheme: 'approx-abft';
      /** Checksum deviations of magnitude >= 2^thresholdBit count as errors; integer in 0..31. */
      readonly thresholdBit: number;
      /** Side of a checksum tile in multiples of the array's rows, integer >= 1; 1 when absent. */
      readonly tileMultiple?: number;
    }
  | {
      readonly scheme: 'statistical-abft';
      /** Critical region: the tile's sum deviates by a magnitude >= 2^magnitudeBit; integer in 0..31 ... */
      readonly magnitudeBit: number;
      /** ... and at least so many of its columns deviate; integer >= 1. */
      readonly frequency: number;
    }
  | {
      readonly scheme: 'range-check';
      /** Words beyond factor x the site's calibrated range are errors; > 0. */
      readonly factor: number;
      readonly repair: RangeRepair;
    }
  | { readonly scheme: 'drift-zero-large' }
  | { readonly scheme: 'drift-zero-crossings' };

export type ProtectionSchemeName = Protection['scheme'];

/** How many of the last checkpoints a protection reads from: 0 when it keeps none. */
export function checkpointsRead(protection: Protection): 0 | 1 | 2 {
  if (protection.scheme !== 'rollback-abft') return 0;
  const { restore = 'stale' } = protection;
  if (restore === 'extrapolate') return 2;
  return restore === 'stale' ? 1 : 0;
}

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
    checkpoint: checkpointsRead(protection) > 0 ? checkpoint : null,
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
