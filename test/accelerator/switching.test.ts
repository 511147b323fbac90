import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { switchingViolation, transitionTimeS } from '../../src/accelerator/switching.js';
import type { Policy } from '../../src/core/policy.js';

const transitions = { slewSPerV: 76e-9, settleS: 25e-9, relockS: 100e-9, minDwellS: 200e-9 };
const nominal = { voltageV: 0.9, frequencyHz: 2e9 };
const low = { voltageV: 0.7, frequencyHz: 2e9 };
const fast = { voltageV: 0.9, frequencyHz: 3e9 };

/** A policy of two blocks whose cells run at these points of [nominal, low, fast, nominal again]. */
function policyOf(...rows: (readonly number[])[]): Policy {
  return {
    format: 'leeway-policy/1',
    blocks: rows[0].map((_, block) => `block${block}`),
    operatingPoints: [nominal, low, fast, nominal],
    protections: [{ scheme: 'none' }],
    checkpoint: null,
    cells: rows.map((row) => row.map((point) => ({ point, protection: 0 }))),
  };
}

const violation = (policy: Policy, ...nanoseconds: number[]) =>
  switchingViolation(
    transitions,
    policy,
    Float64Array.from(nanoseconds, (one) => one * 1e-9),
  );

describe('transition time', () => {
  it('is the ramp, the settling and the relock of what changes', () => {
    expect(transitionTimeS(transitions, nominal, nominal)).toBe(0);
    expect(transitionTimeS(transitions, nominal, low)).toBeCloseTo(0.2 * 76e-9 + 25e-9, 18);
    expect(transitionTimeS(transitions, nominal, fast)).toBe(100e-9);
    expect(transitionTimeS(transitions, low, fast)).toBeCloseTo(0.2 * 76e-9 + 125e-9, 18);
  });

  it('is the same in both directions', () => {
    const point = fc.record({
      voltageV: fc.double({ min: 0.5, max: 1.1, noNaN: true }),
      frequencyHz: fc.constantFrom(1e9, 2e9, 3e9),
    });
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(transitionTimeS(transitions, a, b)).toBe(transitionTimeS(transitions, b, a));
      }),
    );
  });
});

describe('switching violation', () => {
  it('is null where the operating point never changes, however short the cells', () => {
    expect(violation(policyOf([0, 0], [0, 0]), 1, 1, 1, 1)).toBeNull();
    expect(violation(policyOf([0, 3], [3, 0]), 1, 1, 1, 1)).toBeNull();
  });

  it('names the first cell of a run that is too short, its time and the limit', () => {
    const policy = policyOf([0, 0], [0, 1], [1, 0]);
    expect(violation(policy, 300, 1, 1, 150, 50, 10)).toBeNull();
    expect(violation(policy, 300, 1, 1, 150, 49, 10)).toBe(
      'step 1, block block1: 0.700V@2.00GHz lasts 199 ns, expected at least 200 ns between two changes, which the ' +
        'regulator needs; give neighbouring blocks or steps the same operating point, or describe a faster ' +
        "regulator (the accelerator's transitions.minDwell)",
    );
  });

  it('joins the end of an image to the beginning of the next', () => {
    const policy = policyOf([0, 1], [1, 0]);
    expect(violation(policy, 100, 150, 150, 100)).toBeNull();
    expect(violation(policy, 99, 150, 150, 100)).toContain(
      'step 1, block block1: 0.900V@2.00GHz lasts 199 ns',
    );
  });

  it('agrees with walking through two images', () => {
    const cells = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 250 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(cells, (image) => {
        // Three images in a row; dwell is judged between two changes that were both seen.
        const sequence = [...image, ...image, ...image].map(([point, ns]) => ({ point: point % 3, ns }));
        let sinceChange: number | null = null;
        let tooShort = false;
        sequence.forEach(({ point, ns }, i) => {
          if (i > 0 && point !== sequence[i - 1].point) {
            if (sinceChange !== null && sinceChange < 200) tooShort = true;
            sinceChange = 0;
          }
          if (sinceChange !== null) sinceChange += ns;
        });
        const found = violation(policyOf(image.map(([point]) => point)), ...image.map(([, ns]) => ns));
        expect(found !== null).toBe(tooShort);
      }),
    );
  });
});
