import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKPOINT_LAYOUTS, type Policy, refreshesCheckpoint } from '../../src/core/policy.js';
import { planRefreshes } from '../../src/reliability/checkpoint/refresh-plan.js';
import { NOMINAL, ROLLBACK, UNDERVOLTED } from './setups.js';

const RATES = [0, 1e-3];

/** One block; per step: n nominal with rollback, u undervolted without protection, r undervolted with rollback, x likewise extrapolating. */
function policyOf(steps: string, offloadInterval: number): Policy {
  const cells = {
    n: { point: 0, protection: 1 },
    u: { point: 1, protection: 0 },
    r: { point: 1, protection: 1 },
    x: { point: 1, protection: 2 },
  };
  return {
    format: 'leeway-policy/1',
    blocks: ['blocks.0'],
    operatingPoints: [NOMINAL, UNDERVOLTED],
    protections: [
      { scheme: 'none' },
      ROLLBACK,
      { scheme: 'rollback-abft', thresholdBit: 10, restore: 'extrapolate' },
    ],
    checkpoint: { offloadInterval, layout: CHECKPOINT_LAYOUTS[0] },
    cells: [...steps].map((kind) => [cells[kind as keyof typeof cells]]),
  };
}

const refreshSteps = (policy: Policy) =>
  planRefreshes(policy, RATES).flatMap(([refresh], step) => (refresh ? [step] : []));

describe('planRefreshes', () => {
  it.each([
    {
      why: 'step 0 and every step = 1 mod 10 but the last',
      steps: 'r'.repeat(22),
      interval: 10,
      at: [0, 1, 11],
    },
    { why: 'every step but the last', steps: 'rrrr', interval: 1, at: [0, 1, 2] },
    { why: 'not while nothing reads before the next refresh', steps: 'nnuurrnn', interval: 2, at: [3] },
    { why: 'also from nominal or unprotected steps', steps: 'nnr', interval: 10, at: [1] },
    { why: 'for the step that refreshes next itself', steps: 'nnnr', interval: 2, at: [1] },
    { why: 'two before a step that extrapolates', steps: 'nnnnnx', interval: 2, at: [1, 3] },
    { why: 'nothing without errors', steps: 'nnnnn', interval: 1, at: [] },
    { why: 'nothing without a scheme that restores', steps: 'uuuuu', interval: 1, at: [] },
  ])('refreshes $why ($steps)', ({ steps, interval, at }) => {
    expect(refreshSteps(policyOf(steps, interval))).toEqual(at);
  });

  it('has no refresh without a checkpoint plan', () => {
    const policy = { ...policyOf('uu', 1), checkpoint: null };
    expect(planRefreshes(policy, RATES)).toEqual([[false], [false]]);
  });

  it('leaves every reader the value that refreshing always would, with no refresh that nobody reads', () => {
    const steps = fc.string({ unit: fc.constantFrom('n', 'u', 'r', 'x'), minLength: 1, maxLength: 25 });
    const lastTwo = { r: 1, x: 2, n: 0, u: 0 };
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 12 }), (kinds, interval) => {
        const policy = policyOf(kinds, interval);
        const planned = new Set(refreshSteps(policy));
        const plan = { offloadInterval: interval, layout: CHECKPOINT_LAYOUTS[0] };
        const always: number[] = [];
        const kept: number[] = [];
        const read = new Set<number>();
        [...kinds].forEach((kind, step) => {
          const copies = lastTwo[kind as keyof typeof lastTwo];
          if (copies > 0) {
            expect(kept.slice(-copies)).toEqual(always.slice(-copies));
            for (const refresh of kept.slice(-copies)) read.add(refresh);
          }
          if (refreshesCheckpoint(plan, step)) always.push(step);
          if (planned.has(step)) kept.push(step);
        });
        expect(planned).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});
