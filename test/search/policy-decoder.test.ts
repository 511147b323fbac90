import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOperatingPoint } from '../../src/core/operating-point.js';
import { type Policy, policyId, uniformPolicy } from '../../src/core/policy.js';
import type { Assignment } from '../../src/core/trial.js';
import { valueCount } from '../../src/search/parameter.js';
import { decodePolicy } from '../../src/search/policy-decoder.js';
import { decodeAssignment } from '../../src/search/search-space.js';
import { BLOCKS, NOMINAL, POLICY_YAML, policySpaceOf } from './policy-fixtures.js';

const policySpace = policySpaceOf(POLICY_YAML);
const { space } = policySpace;

/** Any assignment; nominal levels are frequent. */
const assignments: fc.Arbitrary<Assignment> = fc
  .tuple(
    ...space.parameters.map((parameter) =>
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: valueCount(parameter) - 1 })),
    ),
  )
  .map((indices) => decodeAssignment(space, indices));

const GROUP_OF: Record<string, string> = { embed: 'embed', 'blocks.0': 'first' };
const segmentOf = (step: number) => (step < 2 ? '0-1' : step < 5 ? '2-4' : '5-19');

/** What the policy says of every cell, tables resolved. */
const resolve = (policy: Policy) =>
  policy.cells.map((row) =>
    row.map(({ point, protection }) => ({
      point: policy.operatingPoints[point],
      protection: policy.protections[protection],
    })),
  );

describe('decodePolicy', () => {
  it('puts each cell at the point of its segment and group, protected unless it is nominal', () => {
    fc.assert(
      fc.property(assignments, (assignment) => {
        const protection = { scheme: 'rollback-abft', thresholdBit: assignment['abft.thresholdBit'] };
        const expected = Array.from({ length: 20 }, (_, step) =>
          BLOCKS.map((block) => {
            const label = assignment[`point[${segmentOf(step)},${GROUP_OF[block] ?? 'rest'}]`];
            return { label, protection: label === '0.900V@2.00GHz' ? { scheme: 'none' } : protection };
          }),
        );
        const cells = resolve(decodePolicy(policySpace, assignment)).map((row) =>
          row.map((cell) => ({ label: formatOperatingPoint(cell.point), protection: cell.protection })),
        );
        expect(cells).toEqual(expected);
      }),
    );
  });

  it('has a checkpoint exactly when a cell rolls back, and tables without unused or repeated entries', () => {
    fc.assert(
      fc.property(assignments, (assignment) => {
        const policy = decodePolicy(policySpace, assignment);
        const rollsBack = policy.protections.some(({ scheme }) => scheme === 'rollback-abft');
        expect(policy.checkpoint).toEqual(
          rollsBack
            ? {
                offloadInterval: assignment['checkpoint.offloadInterval'],
                layout: assignment['checkpoint.layout'],
              }
            : null,
        );
        for (const member of ['point', 'protection'] as const) {
          const table = member === 'point' ? policy.operatingPoints : policy.protections;
          const used = [...new Set(policy.cells.flat().map((cell) => cell[member]))];
          expect(used).toEqual(table.map((_, i) => i));
          expect(new Set(table.map((entry) => JSON.stringify(entry))).size).toBe(table.length);
        }
      }),
    );
  });

  it('gives equal ids exactly to policies that do the same', () => {
    fc.assert(
      fc.property(assignments, assignments, (a, b) => {
        const [p, q] = [a, b].map((assignment) => decodePolicy(policySpace, assignment));
        const same =
          JSON.stringify([resolve(p), p.checkpoint]) === JSON.stringify([resolve(q), q.checkpoint]);
        expect(policyId(p) === policyId(q)).toBe(same);
      }),
      { numRuns: 50 },
    );
  });

  it('gives the nominal policy whatever the settings of the protection are', () => {
    const nominal = space.anchors[0];
    const expected = uniformPolicy(BLOCKS, 20, NOMINAL);
    expect(decodePolicy(policySpace, nominal)).toEqual(expected);
    const other = { ...nominal, 'abft.thresholdBit': 8, 'checkpoint.offloadInterval': 20 };
    expect(policyId(decodePolicy(policySpace, other))).toBe(policyId(expected));
  });

  it('uses the only value of what is not searched, and leaves everything bare without a protection', () => {
    const fixed = policySpaceOf(POLICY_YAML.replace('[12, 8, 10]', '10').replace('[2, 5, 20]', '4'));
    const policy = decodePolicy(fixed, fixed.space.anchors[4]);
    expect(policy.protections).toEqual([{ scheme: 'rollback-abft', thresholdBit: 10 }]);
    expect(policy.checkpoint).toEqual({ offloadInterval: 4, layout: 'tile-contiguous' });
    const bare = policySpaceOf(POLICY_YAML.replace(/rollback-abft.*/s, 'none'));
    expect(decodePolicy(bare, bare.space.anchors[4])).toMatchObject({
      protections: [{ scheme: 'none' }],
      checkpoint: null,
    });
  });

  it('refuses an assignment of another space', () => {
    expect(() =>
      decodePolicy(policySpace, { ...space.anchors[0], 'point[0-1,embed]': '1.100V@2.00GHz' }),
    ).toThrow('assignment: point[0-1,embed]: expected one of 0.900V@2.00GHz');
  });
});
