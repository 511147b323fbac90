import type { OperatingPoint } from './operating-point.js';
import { type CheckpointPlan, checkpointsRead, type Policy, type Protection } from './policy.js';
import type { Workload } from './workload.js';

/** A policy of two parts: what is spared stays at the nominal point, unprotected; everything else is alike. */
export interface SparingOptions {
  readonly nominal: OperatingPoint;
  /** Where everything runs that is not spared. */
  readonly point: OperatingPoint;
  /** First steps that are spared, integer >= 0. */
  readonly nominalSteps: number;
  /** First blocks that are spared at every step, integer >= 0; none when absent. */
  readonly nominalBlocks?: number;
  /** How what is not spared is protected. */
  readonly protection: Protection;
  /** Used only where the protection reads checkpoints. */
  readonly checkpoint: CheckpointPlan;
}

/** The policy that spares the first steps and the first blocks, and runs everything else at one point. */
export function sparingPolicy({ blocks, steps }: Workload, options: SparingOptions): Policy {
  const { nominal, point, nominalSteps, nominalBlocks = 0, protection, checkpoint } = options;
  const cell = (step: number, block: number) => {
    const index = step < nominalSteps || block < nominalBlocks ? 0 : 1;
    return { point: index, protection: index };
  };
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: [nominal, point],
    protections: [{ scheme: 'none' }, protection],
    checkpoint: checkpointsRead(protection) > 0 ? checkpoint : null,
    cells: Array.from({ length: steps }, (_, step) => blocks.map((_, block) => cell(step, block))),
  };
}

/** Protection and checkpoint of DRIFT's bench (arXiv 2604.09073, its experiment code: "ABFT bit" 10, interval 10). */
export const DRIFT_PROTECTION: Protection = { scheme: 'rollback-abft', thresholdBit: 10 };
export const DRIFT_CHECKPOINT: CheckpointPlan = { offloadInterval: 10, layout: 'tile-contiguous' };

export interface DriftPolicyOptions
  extends Pick<SparingOptions, 'nominal' | 'point' | 'nominalSteps' | 'nominalBlocks'> {
  /** Steps between two checkpoints, in place of DRIFT's. */
  readonly offloadInterval?: number;
}

/** The policy that DRIFT made by hand: rollback-ABFT everywhere but in the first steps (2 in its bench). */
export function driftPolicy(workload: Workload, { offloadInterval, ...spared }: DriftPolicyOptions): Policy {
  const checkpoint = { ...DRIFT_CHECKPOINT, ...(offloadInterval === undefined ? {} : { offloadInterval }) };
  return sparingPolicy(workload, { ...spared, protection: DRIFT_PROTECTION, checkpoint });
}
