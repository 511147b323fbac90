import type { OperatingPoint } from './operating-point.js';
import type { Policy } from './policy.js';
import type { Workload } from './workload.js';

export interface DriftPolicyOptions {
  readonly nominal: OperatingPoint;
  /** Where everything runs that is not kept at the nominal point. */
  readonly point: OperatingPoint;
  /** First steps that stay at the nominal point, integer >= 0; DRIFT's bench keeps 2. */
  readonly nominalSteps: number;
  /** Steps between two checkpoints. */
  readonly offloadInterval?: number;
}

/** Checksum threshold and interval of DRIFT's bench (arXiv 2604.09073, its experiment code: "ABFT bit" 10, interval 10). */
const THRESHOLD_BIT = 10;
const OFFLOAD_INTERVAL = 10;

/**
 * The policy that DRIFT made by hand: the first steps at the nominal point, everything else at one other point under
 * rollback-ABFT, checkpoints stored tile by tile.
 */
export function driftPolicy({ blocks, steps }: Workload, options: DriftPolicyOptions): Policy {
  const { nominal, point, nominalSteps, offloadInterval = OFFLOAD_INTERVAL } = options;
  const cell = (step: number) =>
    step < nominalSteps ? { point: 0, protection: 0 } : { point: 1, protection: 1 };
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: [nominal, point],
    protections: [{ scheme: 'none' }, { scheme: 'rollback-abft', thresholdBit: THRESHOLD_BIT }],
    checkpoint: { offloadInterval, layout: 'tile-contiguous' },
    cells: Array.from({ length: steps }, (_, step) => blocks.map(() => cell(step))),
  };
}
