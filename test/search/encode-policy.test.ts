import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyId, uniformPolicy } from '../../src/core/policy.js';
import { encodePolicy } from '../../src/search/encode-policy.js';
import { decodePolicy } from '../../src/search/policy-decoder.js';
import { decodeAssignment } from '../../src/search/search-space.js';
import { BLOCKS, POLICY_YAML, policySpaceOf } from './policy-fixtures.js';

const policySpace = policySpaceOf(POLICY_YAML);
const { space } = policySpace;

describe('encodePolicy', () => {
  it('gives an assignment of the same policy for every policy of the space', () => {
    const positions = fc.tuple(
      ...space.parameters.map((parameter) =>
        fc.nat(('values' in parameter ? parameter.values.length : 1) - 1),
      ),
    );
    fc.assert(
      fc.property(positions, (chosen) => {
        const policy = decodePolicy(policySpace, decodeAssignment(space, chosen));
        expect(policyId(decodePolicy(policySpace, encodePolicy(policySpace, policy)))).toBe(policyId(policy));
      }),
    );
  });

  it('takes the nearest level and the nearest settings of a policy that is not in the space', () => {
    const policy = uniformPolicy(BLOCKS, 20, { voltageV: 0.73, frequencyHz: 2e9 });
    const guarded = {
      ...policy,
      protections: [{ scheme: 'rollback-abft', thresholdBit: 11 } as const],
      checkpoint: { offloadInterval: 4, layout: 'tile-contiguous' } as const,
    };
    const assignment = encodePolicy(policySpace, guarded);
    const points = Object.entries(assignment).filter(([name]) => name.startsWith('point['));
    expect(points).toHaveLength(9);
    expect(new Set(points.map(([, label]) => label))).toEqual(new Set(['0.700V@2.00GHz']));
    expect(assignment).toMatchObject({
      'abft.thresholdBit': 10,
      'checkpoint.offloadInterval': 5,
      'checkpoint.layout': 'tile-contiguous',
    });
  });

  it('takes the point that most cells of a segment and group have', () => {
    const nominal = uniformPolicy(BLOCKS, 20, { voltageV: 0.9, frequencyHz: 2e9 });
    const policy = {
      ...nominal,
      operatingPoints: [...nominal.operatingPoints, { voltageV: 0.8, frequencyHz: 2e9 }],
      // Of the fifteen last steps nine run at 0.80 V.
      cells: nominal.cells.map((row, step) =>
        step >= 11 ? row.map((cell) => ({ ...cell, point: 1 })) : row,
      ),
    };
    const labels = Object.entries(encodePolicy(policySpace, policy));
    const low = labels.filter(([, label]) => label === '0.800V@2.00GHz').map(([name]) => name);
    expect(low).toHaveLength(3);
    expect(labels.filter(([, label]) => label === '0.900V@2.00GHz')).toHaveLength(6);
  });
});
