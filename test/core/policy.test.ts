import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  operatingPointAt,
  type Policy,
  policyId,
  protectionAt,
  refreshesCheckpoint,
  uniformPolicy,
} from '../../src/core/policy.js';

const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };
const LOW = { voltageV: 0.68, frequencyHz: 2e9 };
const ABFT = { scheme: 'rollback-abft', thresholdBit: 10 } as const;

const SPLIT: Policy = {
  format: 'leeway-policy/1',
  blocks: ['embed', 'block0'],
  operatingPoints: [NOMINAL, LOW],
  protections: [{ scheme: 'none' }, ABFT],
  checkpoint: { offloadInterval: 10, layout: 'row-major' },
  cells: [
    [
      { point: 0, protection: 0 },
      { point: 0, protection: 1 },
    ],
    [
      { point: 0, protection: 0 },
      { point: 1, protection: 1 },
    ],
  ],
};

describe('policy', () => {
  it('is looked up by step first and block second', () => {
    expect(operatingPointAt(SPLIT, 1, 0)).toEqual(NOMINAL);
    expect(operatingPointAt(SPLIT, 1, 1)).toEqual(LOW);
    expect(operatingPointAt(SPLIT, 0, 1)).toEqual(NOMINAL);
    expect(protectionAt(SPLIT, 0, 0)).toEqual({ scheme: 'none' });
    expect(protectionAt(SPLIT, 0, 1)).toEqual(ABFT);
  });

  it('keeps its id through JSON, and any change gives another', () => {
    expect(policyId(JSON.parse(JSON.stringify(SPLIT)))).toBe(policyId(SPLIT));
    expect(policyId(SPLIT)).toMatch(/^[0-9a-f]{64}$/);
    const changed = { ...SPLIT, operatingPoints: [NOMINAL, { ...LOW, voltageV: 0.69 }] };
    expect(policyId(changed)).not.toBe(policyId(SPLIT));
  });
});

describe('uniformPolicy', () => {
  it('has one cell per step and block, all alike', () => {
    const plan = { offloadInterval: 5, layout: 'tile-contiguous' } as const;
    const policy = uniformPolicy(['a', 'b', 'c'], 4, LOW, ABFT, plan);
    expect(policy.cells.map((row) => row.length)).toEqual([3, 3, 3, 3]);
    policy.cells.forEach((row, step) => {
      row.forEach((_, block) => {
        expect(operatingPointAt(policy, step, block)).toEqual(LOW);
        expect(protectionAt(policy, step, block)).toEqual(ABFT);
      });
    });
    expect(policy.checkpoint).toEqual(plan);
  });

  it('plans no checkpoint when nothing rolls back', () => {
    const plan = { offloadInterval: 5, layout: 'row-major' } as const;
    expect(uniformPolicy(['a'], 2, LOW, { scheme: 'none' }, plan).checkpoint).toBeNull();
  });
});

describe('refreshesCheckpoint', () => {
  const refreshed = (offloadInterval: number, steps: number) =>
    Array.from({ length: steps }, (_, step) => step).filter((step) =>
      refreshesCheckpoint({ offloadInterval, layout: 'row-major' }, step),
    );

  it('follows DRIFT: step 0, then 1, 11, 21, ... for an interval of 10', () => {
    expect(refreshed(10, 32)).toEqual([0, 1, 11, 21, 31]);
  });

  it('refreshes after every step for an interval of 1, and after every other one for 2', () => {
    expect(refreshed(1, 4)).toEqual([0, 1, 2, 3]);
    expect(refreshed(2, 8)).toEqual([0, 1, 3, 5, 7]);
  });

  it('never leaves a checkpoint older than the interval, and always makes one first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 100 }), (interval, steps) => {
        const at = refreshed(interval, steps);
        expect(at[0]).toBe(0);
        at.slice(1).forEach((step, i) => {
          expect(step - at[i]).toBeLessThanOrEqual(interval);
        });
        expect(steps - at[at.length - 1]).toBeLessThanOrEqual(interval);
      }),
    );
  });
});
