import { describe, expect, it } from 'vitest';
import { checkpointsRead, type Protection } from '../../src/core/policy.js';
import { PROTECTION_SCHEMAS, protectionSchema } from '../../src/core/protection-schema.js';

describe('protectionSchema', () => {
  it.each<Protection>([
    { scheme: 'none' },
    { scheme: 'rollback-abft', thresholdBit: 0 },
    { scheme: 'rollback-abft', thresholdBit: 31, restore: 'extrapolate' },
    { scheme: 'rollback-abft', thresholdShare: 0.01, restore: 'zero' },
    { scheme: 'razor' },
    { scheme: 'razor', coverage: 0.9 },
    { scheme: 'te-drop' },
    { scheme: 'effort' },
    { scheme: 'green-tpu', boostedWords: 16 },
    { scheme: 'dmr' },
    { scheme: 'tmr' },
    { scheme: 'abft' },
    { scheme: 'approx-abft', thresholdBit: 10, tileMultiple: 2 },
    { scheme: 'statistical-abft', magnitudeBit: 14, frequency: 3 },
    { scheme: 'range-check', factor: 1.5, repair: 'recompute' },
    { scheme: 'drift-zero-large' },
    { scheme: 'drift-zero-crossings' },
  ])('accepts %o and adds nothing to it, so that policies keep their ids', (protection) => {
    expect(protectionSchema.parse(protection)).toStrictEqual(protection);
  });

  it.each([
    { scheme: 'rollback' },
    { scheme: 'none', thresholdBit: 3 },
    { scheme: 'rollback-abft' },
    { scheme: 'rollback-abft', thresholdBit: 32 },
    { scheme: 'rollback-abft', thresholdBit: -1 },
    { scheme: 'rollback-abft', thresholdBit: 1.5 },
    { scheme: 'rollback-abft', thresholdBit: 10, thresholdShare: 0.1 },
    { scheme: 'rollback-abft', thresholdShare: 0 },
    { scheme: 'rollback-abft', thresholdBit: 10, restore: 'fresh' },
    { scheme: 'razor', coverage: 0 },
    { scheme: 'razor', coverage: 1.1 },
    { scheme: 'green-tpu' },
    { scheme: 'green-tpu', boostedWords: 0 },
    { scheme: 'approx-abft', thresholdBit: 10, tileMultiple: 0.5 },
    { scheme: 'statistical-abft', magnitudeBit: 10 },
    { scheme: 'range-check', factor: 0, repair: 'clear' },
    { scheme: 'range-check', factor: 1, repair: 'stale' },
    {},
  ])('refuses %o', (value) => {
    expect(protectionSchema.safeParse(value).success).toBe(false);
  });

  it('has one variant per scheme, under the name of the scheme', () => {
    for (const [name, { shape }] of Object.entries(PROTECTION_SCHEMAS)) expect(shape.scheme.value).toBe(name);
    expect(protectionSchema.options).toHaveLength(Object.keys(PROTECTION_SCHEMAS).length);
  });
});

describe('checkpointsRead', () => {
  it('is 1 for stale values, 2 for extrapolated ones and 0 for all else', () => {
    const reads = (protection: Protection) => checkpointsRead(protection);
    expect(reads({ scheme: 'rollback-abft', thresholdBit: 10 })).toBe(1);
    expect(reads({ scheme: 'rollback-abft', thresholdBit: 10, restore: 'stale' })).toBe(1);
    expect(reads({ scheme: 'rollback-abft', thresholdBit: 10, restore: 'extrapolate' })).toBe(2);
    expect(reads({ scheme: 'rollback-abft', thresholdBit: 10, restore: 'zero' })).toBe(0);
    expect(reads({ scheme: 'rollback-abft', thresholdBit: 10, restore: 'recompute' })).toBe(0);
    expect(reads({ scheme: 'none' })).toBe(0);
    expect(reads({ scheme: 'abft' })).toBe(0);
  });
});
