import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { policySpaceConfigSchema } from '../../src/search/policy-space-config.js';
import { POLICY_YAML, parsePolicyConfig } from './policy-fixtures.js';

/** The message for the fixture with one piece of text replaced. */
function messageFor(piece: string, replacement: string): string {
  expect(POLICY_YAML).toContain(piece);
  try {
    parsePolicyConfig(POLICY_YAML.replace(piece, replacement));
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('policySpaceConfigSchema', () => {
  it('reads quantities as SI values, single values as lists, and equal points once', () => {
    expect(parsePolicyConfig(POLICY_YAML)).toEqual({
      blockGroups: { rest: ['blocks.1..3', 'head'], embed: ['embed'], first: ['blocks.0'] },
      stepSegments: [2, 3, 15],
      operatingPoints: [
        { voltageV: 0.7, frequencyHz: 2e9 },
        { voltageV: 0.8, frequencyHz: 2e9 },
        { voltageV: 0.9, frequencyHz: 2e9 },
        { voltageV: 0.9, frequencyHz: 3e9 },
      ],
      protection: { scheme: 'rollback-abft', thresholdBit: [12, 8, 10] },
      checkpoint: { offloadInterval: [2, 5, 20], layout: ['row-major', 'tile-contiguous'] },
    });
    expect(messageFor('[12, 8, 10]', '10')).toBe('accepted');
    expect(messageFor('stepSegments: [2, 3, 15]', 'stepSegments: { early: [0, 4], late: [5, 19] }')).toBe(
      'accepted',
    );
  });

  it.each([
    ['[12, 8, 10]', '[12, 40]', 'space.yaml:13:24: policy.protection.thresholdBit.1: expected a bit number'],
    ['[12, 8, 10]', '[8, 8]', 'thresholdBit: a value is listed twice; remove one'],
    ['thresholdBit', 'thresholdBits', 'space.yaml:13:5: policy.protection.thresholdBits: unknown key'],
    ['rollback-abft', 'razor', 'policy.protection.scheme: expected scheme: none or scheme: rollback-abft'],
    [
      '[row-major, tile-contiguous]',
      'rows',
      'expected row-major or tile-contiguous, or a list of them, got "rows"',
    ],
    [
      'voltages: [0.70 V,',
      'voltages: [0.70 mm,',
      'space.yaml:9:20: policy.operatingPoints.0.voltages.0: expected a quantity in V',
    ],
    ['voltages: [0.70 V,', 'voltages: [-0.7 V,', 'expected a voltage above 0 V'],
    [', frequency: 2 GHz', '', "policy.operatingPoints.0: expected either 'frequency' or 'frequencies'"],
    ['voltage: 0.9 V', 'voltage: 0.9 V, voltages: [0.8 V]', "expected either 'voltage' or 'voltages'"],
    ['embed: embed', 'embed: 3', 'policy.blockGroups.embed: expected a block name, or a list of them, got 3'],
    ['embed: embed', '"a,b": embed', 'policy.blockGroups.a,b: expected a name of letters'],
    ['[2, 3, 15]', '5', 'policy.stepSegments: expected a list of lengths; or: segment names with'],
    ['[2, 3, 15]', '{ early: [0] }', 'policy.stepSegments.early: expected [first step, last step]'],
    [
      '  checkpoint:\n    offloadInterval: [2, 5, 20]\n    layout: [row-major, tile-contiguous]\n',
      '',
      'policy.checkpoint: missing',
    ],
    [
      'rollback-abft\n    thresholdBit: [12, 8, 10]',
      'none',
      'policy.checkpoint: of no use with scheme: none',
    ],
  ])('%s -> %s: says what is wrong', (piece, replacement, message) => {
    expect(messageFor(piece, replacement)).toContain(message);
  });

  it('has a JSON Schema for editors', () => {
    const schema = z.toJSONSchema(policySpaceConfigSchema, { io: 'input' });
    expect(schema.required).toEqual(['blockGroups', 'stepSegments', 'operatingPoints', 'protection']);
  });
});
