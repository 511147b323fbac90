import { describe, expect, it } from 'vitest';
import { VOLT140_DAMAGE, volt140, volt140Uniform } from '../../../src/search/problems/volt140.js';
import {
  blockCurvesDamage,
  cliffDamage,
  interactingDamage,
  VOLT140_VARIANTS,
} from '../../../src/search/problems/volt140-variants.js';

const uniform = (level: number): number[] => VOLT140_DAMAGE.map(() => level);
const additive = (level: number) => 10 ** (9.5 - 15 * (0.55 + 0.05 * level));

describe('variants of volt140', () => {
  it('do the damage of volt140 where levels are uniform, those with interactions', () => {
    for (const level of [0, 3, 7]) {
      expect(interactingDamage(uniform(level)) / additive(level)).toBeCloseTo(1, 10);
    }
  });

  it('do more together than alone: interactions', () => {
    const none = interactingDamage(uniform(7));
    const [a, b] = [10, 11].map((s) => interactingDamage(uniform(7).with(s, 0)) - none);
    const both = interactingDamage(uniform(7).with(10, 0).with(11, 0)) - none;
    expect(both).toBeGreaterThan(1.02 * (a + b));
  });

  it('cross at 0.75 V and differ by block: curves', () => {
    expect(blockCurvesDamage(uniform(4))).toBeCloseTo(additive(4), 10);
    const share = (s: number) =>
      (blockCurvesDamage(uniform(4).with(s, 3)) - blockCurvesDamage(uniform(4))) / VOLT140_DAMAGE[s];
    expect(share(0)).toBeCloseTo(share(1), 8);
    expect(Math.abs(share(0) / share(5) - 1)).toBeGreaterThan(0.05);
  });

  it('falls by more than a decade between 1e-6 and 1e-8, and little elsewhere: the cliff', () => {
    expect(cliffDamage(uniform(0))).toBeCloseTo(additive(0), 8);
    expect(cliffDamage(uniform(3)) / cliffDamage(uniform(5))).toBeGreaterThan(10);
    expect(cliffDamage(uniform(0)) / cliffDamage(uniform(3))).toBeLessThan(1.4);
  });

  it('have the space, costs and reference of volt140, and designs to start from', () => {
    const assignment = volt140Uniform(4, 0.1, 2);
    for (const { space, exact, reference, cells } of Object.values(VOLT140_VARIANTS)) {
      expect(exact?.(assignment)).toEqual(volt140.exact?.(assignment));
      expect(reference).toEqual(volt140.reference);
      expect(cells).toHaveLength(140);
      expect(space.anchors).toHaveLength(16);
    }
  });
});
