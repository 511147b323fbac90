import { z } from 'zod';
import { type Protection, type ProtectionSchemeName, RANGE_REPAIRS, RESTORE_RULES } from './policy.js';

const thresholdBit = z
  .int()
  .min(0)
  .max(31)
  .describe('checksum deviations of magnitude 2^thresholdBit and above count as errors; 0..31');

const scheme = <S extends ProtectionSchemeName>(name: S, description: string) =>
  z.literal(name).describe(description);

/** Schemas of a policy's protections, by scheme. */
export const PROTECTION_SCHEMAS = {
  none: z.strictObject({ scheme: scheme('none', 'faults stay where they are') }),
  'rollback-abft': z
    .strictObject({
      scheme: scheme('rollback-abft', 'checksummed tiles; large errors are rolled back to the checkpoint'),
      thresholdBit: thresholdBit.optional(),
      thresholdShare: z
        .number()
        .positive()
        .optional()
        .describe('in place of thresholdBit: threshold as a share of the calibrated full scale of each site'),
      restore: z
        .enum(RESTORE_RULES)
        .optional()
        .describe('what is written over flagged words; stale by default'),
    })
    .refine(
      ({ thresholdBit, thresholdShare }) => (thresholdBit === undefined) !== (thresholdShare === undefined),
      {
        error: 'expected either thresholdBit or thresholdShare; give one of them',
        path: ['thresholdBit'],
      },
    ),
  razor: z.strictObject({
    scheme: scheme('razor', 'shadow latches catch late words; the array stalls while they are corrected'),
    coverage: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe('share of late words that fall into the detection window; 1 by default'),
  }),
  'te-drop': z.strictObject({
    scheme: scheme(
      'te-drop',
      'ThUnderVolt: the late sum is corrected in the slot of the next product, which is dropped',
    ),
  }),
  effort: z.strictObject({ scheme: scheme('effort', 'EFFORT: the late update of a sum is skipped') }),
  'green-tpu': z.strictObject({
    scheme: scheme(
      'green-tpu',
      'after an error in an array row, the row runs at boosted voltage for some words',
    ),
    boostedWords: z.int().min(1).describe('words that the row computes at boosted voltage after an error'),
  }),
  dmr: z.strictObject({
    scheme: scheme('dmr', 'every product runs twice; tiles that differ are recomputed'),
  }),
  tmr: z.strictObject({
    scheme: scheme('tmr', 'every product runs three times; the majority of each bit wins'),
  }),
  abft: z.strictObject({
    scheme: scheme('abft', 'Huang and Abraham: single errors are corrected, other faulty tiles recomputed'),
  }),
  'approx-abft': z.strictObject({
    scheme: scheme('approx-abft', 'ApproxABFT: only deviations above a threshold are repaired'),
    thresholdBit,
    tileMultiple: z
      .int()
      .min(1)
      .optional()
      .describe("side of a checksum tile in multiples of the array's rows; 1 by default"),
  }),
  'statistical-abft': z.strictObject({
    scheme: scheme('statistical-abft', 'ReaLM: tiles are recomputed only inside a critical region of errors'),
    magnitudeBit: z
      .int()
      .min(0)
      .max(31)
      .describe('least deviation of the sum of a tile, as a power of two; 0..31'),
    frequency: z.int().min(1).describe('least number of deviating columns of a tile'),
  }),
  'range-check': z.strictObject({
    scheme: scheme('range-check', 'words beyond the calibrated range are cleared or recomputed'),
    factor: z
      .number()
      .positive()
      .describe('the largest legal magnitude, as a multiple of the calibrated one'),
    repair: z.enum(RANGE_REPAIRS).describe('what becomes of words beyond it'),
  }),
  'drift-zero-large': z.strictObject({
    scheme: scheme(
      'drift-zero-large',
      "DRIFT's stand-in for ThUnderVolt: late words of 2^18 and more are zeroed",
    ),
  }),
  'drift-zero-crossings': z.strictObject({
    scheme: scheme('drift-zero-crossings', "DRIFT's stand-in for ApproxABFT: flagged crossings are zeroed"),
  }),
} as const satisfies { [S in ProtectionSchemeName]: z.ZodType<Extract<Protection, { scheme: S }>> };

const [firstSchema, ...otherSchemas] = Object.values(PROTECTION_SCHEMAS);

/** Schema of a policy's protection: one variant per scheme. */
export const protectionSchema = z.discriminatedUnion('scheme', [firstSchema, ...otherSchemas]);
