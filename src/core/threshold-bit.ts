import type { Protection } from './policy.js';

/** The bit from which checksum deviations count as errors; null where a scheme has no such threshold. */
export const thresholdBitOf = (protection: Protection): number | null =>
  'thresholdBit' in protection ? (protection.thresholdBit ?? null) : null;
