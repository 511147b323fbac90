import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lifetime, planBuffers } from '../../src/network/buffer-plan.js';

const lifetimes = fc
  .array(fc.tuple(fc.nat(50), fc.nat(12), fc.nat(6)), { maxLength: 30 })
  .map((entries) =>
    entries.map(
      ([bytes, first, length], i): Lifetime => ({ name: `t${i}`, bytes, first, last: first + length }),
    ),
  );

const overlap = (a: Lifetime, b: Lifetime) => a.first <= b.last && b.first <= a.last;

describe('planBuffers', () => {
  it('never lets tensors share a buffer while both are alive', () => {
    fc.assert(
      fc.property(lifetimes, (tensors) => {
        const { assignment } = planBuffers(tensors);
        for (const a of tensors) {
          for (const b of tensors) {
            if (a === b || !overlap(a, b)) continue;
            expect(assignment.get(a.name)).not.toBe(assignment.get(b.name));
          }
        }
      }),
    );
  });

  it('makes every buffer large enough, and all of them no larger than the tensors together', () => {
    fc.assert(
      fc.property(lifetimes, (tensors) => {
        const { assignment, sizes } = planBuffers(tensors);
        for (const { name, bytes } of tensors)
          expect(sizes[assignment.get(name) ?? -1]).toBeGreaterThanOrEqual(bytes);
        const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
        expect(total(sizes)).toBeLessThanOrEqual(total(tensors.map(({ bytes }) => bytes)));
      }),
    );
  });

  it('needs two buffers for a chain, however long', () => {
    const chain = Array.from({ length: 20 }, (_, i) => ({ name: `t${i}`, bytes: 8, first: i, last: i + 1 }));
    expect(planBuffers(chain).sizes).toEqual([8, 8]);
  });
});
