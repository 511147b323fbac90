import { driftBitFlip } from './drift-bit-flip.js';
import type { FaultModel } from './fault-model.js';

/** The fault models by name; the schema of a search space takes its choices from these keys. */
export const FAULT_MODELS = {
  'drift-bit-flip': driftBitFlip,
} as const satisfies Record<string, FaultModel>;

export type FaultModelName = keyof typeof FAULT_MODELS;
