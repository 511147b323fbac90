import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATIONS_PER_ELEMENT, vectorCycles, vectorOperations } from '../../src/accelerator/vector-unit.js';
import { VECTOR_KINDS } from '../../src/core/workload.js';

const unit = { lanes: 16, energyPerOperationJ: 1e-12, leakagePowerW: 0 };

describe('vector unit', () => {
  it('knows what every kind takes, and why', () => {
    expect(Object.keys(OPERATIONS_PER_ELEMENT)).toEqual([...VECTOR_KINDS]);
    for (const { reason } of Object.values(OPERATIONS_PER_ELEMENT)) expect(reason).not.toBe('');
  });

  it('counts operations per element', () => {
    expect(vectorOperations({ block: 0, kind: 'softmax', elements: 100 })).toBe(500);
    expect(vectorOperations({ block: 0, kind: 'norm', elements: 100 })).toBe(600);
    expect(vectorOperations({ block: 0, kind: 'activation', elements: 100 })).toBe(400);
    expect(vectorOperations({ block: 0, kind: 'elementwise', elements: 100 })).toBe(100);
  });

  it('fills its lanes but in the last cycle', () => {
    expect(vectorCycles(0, unit)).toBe(0);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 512 }),
        (operations, lanes) => {
          const cycles = vectorCycles(operations, { ...unit, lanes });
          expect(cycles * lanes).toBeGreaterThanOrEqual(operations);
          expect((cycles - 1) * lanes).toBeLessThan(operations);
        },
      ),
    );
  });
});
