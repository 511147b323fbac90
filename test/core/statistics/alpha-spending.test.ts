import { describe, expect, it } from 'vitest';
import { lookLevels, spentAlpha } from '../../../src/core/statistics/alpha-spending.js';
import { normalQuantile } from '../../../src/core/statistics/normal-distribution.js';

const evenly = (looks: number) => Array.from({ length: looks }, (_, i) => (i + 1) / looks);

describe('spentAlpha', () => {
  it('spends all at the end, and little early', () => {
    expect(spentAlpha(1, 0.05)).toBeCloseTo(0.05, 14);
    expect(spentAlpha(0.2, 0.025)).toBeCloseTo(2 * 2.69e-7, 8);
  });
});

describe('lookLevels', () => {
  // SciPy 1.17.1: boundaries at which the multivariate normal distribution of the looks (stats.multivariate_normal,
  // Genz's integration) leaves 1 minus the spent error; the spending function is that of gsDesign's sfLDOF.
  it.each([
    [0.025, [0.5, 1], [2.96259, 1.9686]],
    [0.025, evenly(5), [4.87688, 3.35701, 2.68028, 2.28982, 2.03103]],
    [0.05, [0.1, 0.5, 0.55, 1], [6.08789, 2.53799, 2.47498, 1.67132]],
  ])('agrees with SciPy for one-sided %d at %j', (alpha, shares, expected) => {
    lookLevels(shares, alpha).forEach((level, look) => {
      // A level this near to 1 has few digits left.
      expect(normalQuantile(level)).toBeCloseTo(expected[look], expected[look] > 6 ? 2 : 4);
    });
  });

  it('is the plain level for a single look', () => {
    expect(lookLevels([1], 0.05)).toEqual([expect.closeTo(0.95, 12)]);
  });

  it('refuses looks that do not advance', () => {
    expect(() => lookLevels([0.5, 0.5], 0.05)).toThrow('expected ascending shares in (0, 1], got 0.5, 0.5');
    expect(() => lookLevels([0.5, 1.5], 0.05)).toThrow('ascending shares');
    expect(() => lookLevels([1], 0)).toThrow('alpha');
  });
});
