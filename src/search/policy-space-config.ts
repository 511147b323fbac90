import { z } from 'zod';
import { type OperatingPoint, sameOperatingPoint } from '../core/operating-point.js';
import { CHECKPOINT_LAYOUTS } from '../core/policy.js';
import { quantity } from '../core/quantity.js';

/** Of a group or a segment; part of parameter names. */
const nameSchema = z.string().regex(/^[A-Za-z_][\w.-]*$/, {
  error: 'expected a name of letters, digits, _ . and - that begins with a letter',
});

/** How a schema words its errors. */
interface Wording {
  readonly error: (issue: { readonly input?: unknown }) => string;
}

/** One value, or the list of values to choose from; a list in the program. `expected` describes one value. */
function choices<T extends string | number>(value: (wording: Wording) => z.ZodType<T, T>, expected: string) {
  const wording: Wording = {
    error: ({ input }) =>
      `expected ${expected}, or a list of them, got ${JSON.stringify(input) ?? 'nothing'}`,
  };
  const one = value(wording);
  return z
    .union([one, z.array(one, wording).min(1)])
    .transform((given): readonly T[] => (Array.isArray(given) ? given : [given]))
    .refine((list) => new Set(list).size === list.length, { error: 'a value is listed twice; remove one' });
}

const voltage = quantity('V').refine((volt) => volt > 0, { error: 'expected a voltage above 0 V' });
const frequency = quantity('Hz').refine((hertz) => hertz > 0, { error: 'expected a frequency above 0 Hz' });

const operatingPointsEntry = z
  .strictObject({
    voltage: voltage.optional().meta({ description: 'core supply, such as 0.68 V' }),
    voltages: z.array(voltage).min(1).optional().meta({ description: 'several core supplies' }),
    frequency: frequency.optional().meta({ description: 'core clock, such as 2 GHz' }),
    frequencies: z.array(frequency).min(1).optional().meta({ description: 'several core clocks' }),
  })
  .refine((entry) => (entry.voltage === undefined) !== (entry.voltages === undefined), {
    error: "expected either 'voltage' or 'voltages'",
  })
  .refine((entry) => (entry.frequency === undefined) !== (entry.frequencies === undefined), {
    error: "expected either 'frequency' or 'frequencies'",
  })
  .transform((entry): OperatingPoint[] =>
    (entry.voltages ?? [entry.voltage!]).flatMap((voltageV) =>
      (entry.frequencies ?? [entry.frequency!]).map((frequencyHz) => ({ voltageV, frequencyHz })),
    ),
  );

const operatingPointList = z
  .array(operatingPointsEntry, { error: 'a list of entries such as { voltage: 0.68 V, frequency: 2 GHz }' })
  .min(1)
  .transform((entries): readonly OperatingPoint[] => {
    const points = entries.flat();
    return points.filter((point, i) => points.findIndex((other) => sameOperatingPoint(other, point)) === i);
  });

const blockNames = choices((wording) => z.string(wording), 'a block name');

const stepNumber = z.int().min(0);
const stepRange = z.tuple([stepNumber, stepNumber], { error: 'expected [first step, last step]' });

const protectionSchema = z.discriminatedUnion(
  'scheme',
  [
    z.strictObject({ scheme: z.literal('none') }),
    z.strictObject({
      scheme: z.literal('rollback-abft'),
      thresholdBit: choices((wording) => z.int(wording).min(0).max(31), 'a bit number from 0 to 31').meta({
        description: 'checksum deviations of 2^thresholdBit and more count as errors',
      }),
    }),
  ],
  { error: 'expected scheme: none or scheme: rollback-abft' },
);

const checkpointSchema = z.strictObject({
  offloadInterval: choices((wording) => z.int(wording).min(1), 'a number of steps').meta({
    description: 'denoising steps between two refreshes of the checkpoint',
  }),
  layout: choices((wording) => z.enum(CHECKPOINT_LAYOUTS, wording), CHECKPOINT_LAYOUTS.join(' or ')).meta({
    description: 'how a checkpointed matrix lies in DRAM',
  }),
});

/** The `policy` section of a search space: what may be chosen, block group by block group and segment by segment. */
export const policySpaceConfigSchema = z
  .strictObject({
    blockGroups: z
      .union([
        z.literal('each-block', { error: "expected 'each-block'" }),
        z.record(nameSchema, blockNames, { error: 'group names with lists of block names' }),
      ])
      .meta({
        description:
          "groups of blocks that share their operating points: name to block names, ranges ('blocks.1..11') or globs ('blocks.*'); every block in one group. Or 'each-block'",
      }),
    stepSegments: z
      .union([
        z.array(z.int().min(1), { error: 'expected a list of lengths' }).min(1),
        z.record(nameSchema, stepRange, { error: 'segment names with [first step, last step]' }),
      ])
      .meta({
        description:
          'segments of denoising steps that share their operating points: list of lengths, or name to [first, last], both inclusive; step 0 is the noisiest',
      }),
    operatingPoints: z
      .union([z.literal('accelerator', { error: "expected 'accelerator'" }), operatingPointList])
      .meta({
        description:
          "points to choose from beside the accelerator's nominal one: a list, or 'accelerator' for its own table",
      }),
    protection: protectionSchema.meta({
      description: 'how cells under more than nominal stress are protected',
    }),
    checkpoint: checkpointSchema.optional().meta({ description: 'required with scheme: rollback-abft' }),
  })
  .refine(({ protection, checkpoint }) => protection.scheme === 'none' || checkpoint !== undefined, {
    path: ['checkpoint'],
    error: 'missing; rollback-abft restores from a checkpoint, so give its offloadInterval and layout',
  })
  .refine(({ protection, checkpoint }) => protection.scheme !== 'none' || checkpoint === undefined, {
    path: ['checkpoint'],
    error: 'of no use with scheme: none; remove it, or choose rollback-abft',
  });

export type PolicySpaceConfig = z.output<typeof policySpaceConfigSchema>;
