import type { CheckpointLayout, ProtectionSchemeName, RangeRepair, RestoreRule } from '../../core/policy.js';

/** Numbers under which controllers know the protection schemes; never renumbered, for firmware has them compiled in. */
export const SCHEME_CODES = {
  none: 0,
  'rollback-abft': 1,
  razor: 2,
  'te-drop': 3,
  effort: 4,
  'green-tpu': 5,
  dmr: 6,
  tmr: 7,
  abft: 8,
  'approx-abft': 9,
  'statistical-abft': 10,
  'range-check': 11,
  'drift-zero-large': 12,
  'drift-zero-crossings': 13,
} as const satisfies Record<ProtectionSchemeName, number>;

/** What a rollback writes over flagged words. */
export const RESTORE_CODES = {
  stale: 0,
  zero: 1,
  extrapolate: 2,
  recompute: 3,
} as const satisfies Record<RestoreRule, number>;

/** What becomes of words beyond the calibrated range. */
export const REPAIR_CODES = { clear: 0, recompute: 1 } as const satisfies Record<RangeRepair, number>;

/** How a checkpointed matrix lies in DRAM. */
export const LAYOUT_CODES = {
  'row-major': 0,
  'tile-contiguous': 1,
} as const satisfies Record<CheckpointLayout, number>;

/** The numbered choices by the name that generated files give them, with the bits that each takes. */
export const ENUMERATIONS = {
  scheme: { codes: SCHEME_CODES, bits: 8 },
  restore: { codes: RESTORE_CODES, bits: 2 },
  repair: { codes: REPAIR_CODES, bits: 1 },
  layout: { codes: LAYOUT_CODES, bits: 1 },
} as const satisfies Record<
  string,
  { readonly codes: Readonly<Record<string, number>>; readonly bits: number }
>;

/** What the integers of a protection mean, for the comments of generated files; what a scheme does not use is 0. */
export const PROTECTION_NOTES: readonly string[] = [
  'threshold_bit  rollback-abft, approx-abft, statistical-abft: deviations of 2^threshold_bit and more are errors',
  'restore        rollback-abft: what is written over flagged words',
  'repair         range-check: what becomes of words beyond the range',
  'ratio_ppm      parts per million; rollback-abft: threshold as a share of full scale, in place of threshold_bit',
  '               unless it is 0; razor: share of late words seen; range-check: factor of the calibrated range',
  'count          green-tpu: words at boosted voltage after an error; approx-abft: side of a checksum tile in arrays;',
  '               statistical-abft: columns that deviate at least',
];
