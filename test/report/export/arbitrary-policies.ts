import fc from 'fast-check';
import type { Policy, Protection } from '../../../src/core/policy.js';
import { type ExportedPolicy, exportedPolicy } from '../../../src/report/export/exported-policy.js';
import { syntheticReport } from '../synthetic-report.js';

/** Every scheme, with every choice and with its defaults. */
export const ALL_PROTECTIONS: readonly Protection[] = [
  { scheme: 'none' },
  { scheme: 'rollback-abft', thresholdBit: 31 },
  { scheme: 'rollback-abft', thresholdBit: 0, restore: 'zero' },
  { scheme: 'rollback-abft', thresholdShare: 0.0125, restore: 'extrapolate' },
  { scheme: 'rollback-abft', thresholdShare: 1e-9, restore: 'recompute' },
  { scheme: 'rollback-abft', thresholdBit: 7, restore: 'stale' },
  { scheme: 'razor' },
  { scheme: 'razor', coverage: 0.95 },
  { scheme: 'te-drop' },
  { scheme: 'effort' },
  { scheme: 'green-tpu', boostedWords: 1024 },
  { scheme: 'dmr' },
  { scheme: 'tmr' },
  { scheme: 'abft' },
  { scheme: 'approx-abft', thresholdBit: 12 },
  { scheme: 'approx-abft', thresholdBit: 12, tileMultiple: 4 },
  { scheme: 'statistical-abft', magnitudeBit: 20, frequency: 3 },
  { scheme: 'range-check', factor: 1.5, repair: 'clear' },
  { scheme: 'range-check', factor: 2, repair: 'recompute' },
  { scheme: 'drift-zero-large' },
  { scheme: 'drift-zero-crossings' },
];

/** Names that C, SystemVerilog, CSV, YAML or Markdown might take for something else. */
const NASTY_NAMES = [
  '*/ int x; /*',
  '/*',
  '??/',
  'a\\',
  'new\nline',
  'tab\t"quoted", comma',
  '`define x',
  '=1+1',
  '| pipe * star _ [link](x)',
  'no',
  '007',
  '1e3',
  '~',
  'größe \u{1f600}',
  '\u2028',
];

const PLAIN = { noNullPrototype: true };

const point = fc.record(
  {
    voltageV: fc.integer({ min: 1, max: 2000 }).map((millivolt) => millivolt / 1000),
    frequencyHz: fc.integer({ min: 1, max: 4_000_000 }).map((kilohertz) => kilohertz * 1000),
  },
  PLAIN,
);

/** Policies of all sizes, protections and names; every value is exact in millivolt and kilohertz. */
export const policies: fc.Arbitrary<Policy> = fc
  .record(
    {
      blocks: fc.array(fc.oneof(fc.constantFrom(...NASTY_NAMES), fc.string()), {
        minLength: 1,
        maxLength: 20,
      }),
      operatingPoints: fc.array(point, { minLength: 1, maxLength: 5 }),
      protections: fc.array(fc.constantFrom(...ALL_PROTECTIONS), { minLength: 1, maxLength: 5 }),
      checkpoint: fc.record(
        {
          offloadInterval: fc.integer({ min: 1, max: 12 }),
          layout: fc.constantFrom('row-major' as const, 'tile-contiguous' as const),
        },
        PLAIN,
      ),
      steps: fc.integer({ min: 1, max: 12 }),
    },
    PLAIN,
  )
  .chain(({ steps, ...policy }) => {
    const cell = fc.record(
      {
        point: fc.nat(policy.operatingPoints.length - 1),
        protection: fc.nat(policy.protections.length - 1),
      },
      PLAIN,
    );
    const row = fc.array(cell, { minLength: policy.blocks.length, maxLength: policy.blocks.length });
    return fc
      .array(row, { minLength: steps, maxLength: steps })
      .map((cells) => ({ format: 'leeway-policy/1' as const, ...policy, cells }));
  });

/** A policy with every protection once and names that try to break out of comments. */
export const NASTY_POLICY: Policy = {
  format: 'leeway-policy/1',
  blocks: NASTY_NAMES,
  operatingPoints: [
    { voltageV: 0.9, frequencyHz: 2e9 },
    { voltageV: 0.68, frequencyHz: 2.35e9 },
  ],
  protections: ALL_PROTECTIONS,
  checkpoint: { offloadInterval: 3, layout: 'tile-contiguous' },
  cells: Array.from({ length: 7 }, (_, step) =>
    NASTY_NAMES.map((_, block) => ({
      point: (step + block) % 2,
      protection: (step * NASTY_NAMES.length + block) % ALL_PROTECTIONS.length,
    })),
  ),
};

export const DATA = syntheticReport({ trials: 40 });

/** A policy as if it were the knee of a study. */
export const exportedFrom = (policy: Policy, study = DATA.study): ExportedPolicy =>
  exportedPolicy({ ...DATA, study }, policy, { trialNumber: DATA.knee ?? 0, reason: 'asked for */ ??/' });
