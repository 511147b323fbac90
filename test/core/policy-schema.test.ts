import { describe, expect, it } from 'vitest';
import { type Protection, uniformPolicy } from '../../src/core/policy.js';
import { parsePolicy } from '../../src/core/policy-schema.js';

const policyUnder = (protection: Protection) => ({
  ...uniformPolicy(['a', 'b'], 2, { voltageV: 0.7, frequencyHz: 2e9 }),
  protections: [protection],
});
const parse = (policy: object) => parsePolicy(JSON.stringify(policy), 'policy.json');

describe('a policy file', () => {
  it.each<Protection>([
    { scheme: 'none' },
    { scheme: 'rollback-abft', thresholdBit: 10, restore: 'zero' },
    { scheme: 'rollback-abft', thresholdShare: 0.1, restore: 'recompute' },
    { scheme: 'dmr' },
    { scheme: 'range-check', factor: 1.5, repair: 'clear' },
  ])('comes back as it was written: %o', (protection) => {
    const policy = policyUnder(protection);
    expect(parse(policy)).toStrictEqual(policy);
  });

  it.each<Protection>([
    { scheme: 'rollback-abft', thresholdBit: 10 },
    { scheme: 'rollback-abft', thresholdBit: 10, restore: 'extrapolate' },
  ])('needs a checkpoint plan for what restores from one: %o', (protection) => {
    const policy = policyUnder(protection);
    expect(() => parse(policy)).toThrow(
      /checkpoint: expected offloadInterval and layout, because 'rollback-abft'/,
    );
    const checkpoint = { offloadInterval: 10, layout: 'row-major' };
    expect(parse({ ...policy, checkpoint })).toStrictEqual({ ...policy, checkpoint });
  });

  it('says what is wrong with a protection, and where', () => {
    const both = policyUnder({
      scheme: 'rollback-abft',
      thresholdBit: 10,
      thresholdShare: 1,
      restore: 'zero',
    });
    expect(() => parse(both)).toThrow(
      /protections\.0\.thresholdBit: expected either thresholdBit or thresholdShare/,
    );
  });
});
