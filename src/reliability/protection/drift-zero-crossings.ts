import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme, Protector } from './protection-scheme.js';
import { rollbackAbft } from './rollback-abft.js';

type DriftZeroCrossings = Extract<Protection, { scheme: 'drift-zero-crossings' }>;

/** The bit of DRIFT's code. */
const THRESHOLD_BIT = 12;

/**
 * What DRIFT compares with under the name of ApproxABFT (arXiv 2604.09073; as read from a public repository that
 * appears to hold its experiment code): words where rows and columns with an error of 2^12 or more cross are set to 0.
 * It is not ApproxABFT's mechanism, which is `approx-abft`. Here the mask is what checksums show; that code makes it
 * from the injected errors themselves.
 */
export const driftZeroCrossings = {
  actsWithoutFaults: false,
  needsOperands: false,
  create: (_: DriftZeroCrossings, tileSize: number): Protector =>
    rollbackAbft.create({ scheme: 'rollback-abft', thresholdBit: THRESHOLD_BIT, restore: 'zero' }, tileSize),
} as const satisfies ProtectionScheme<DriftZeroCrossings>;
