import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../../src/core/statistics/multiple-comparisons.js';

// Fifteen p-values of a trial of two heart attack drugs: Benjamini and Hochberg 1995, section 4.
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

const pValues = fc.array(
  fc.integer({ min: 0, max: 100 }).map((i) => i / 100),
  { minLength: 1, maxLength: 7 },
);

describe('holm and benjaminiHochberg', () => {
  it('reject as published: three false-rejection-safe ones, four with false discoveries bounded', () => {
    expect(holm(PUBLISHED).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(PUBLISHED).filter((p) => p <= 0.05)).toHaveLength(4);
  });

  it('agree with SciPy 1.17.1 (stats.false_discovery_control) on those', () => {
    const expected = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765,
      0.486, 0.5811818181818181, 0.7148749999999999, 0.7532307692307693, 0.8132142857142857, 1,
    ];
    benjaminiHochberg(PUBLISHED).forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i], 14);
    });
  });

  it('holm is the closed test of Bonferroni (Marcus et al. 1976): the largest of all intersections', () => {
    fc.assert(
      fc.property(pValues, (pValues) => {
        const adjusted = holm(pValues);
        for (const [i, p] of closedBonferroni(pValues).entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
      }),
    );
  });

  it('benjaminiHochberg rejects the hypotheses of the step-up definition at every level', () => {
    fc.assert(
      fc.property(pValues, fc.integer({ min: 1, max: 99 }), (pValues, percent) => {
        const level = (percent + 0.5) / 100;
        const sorted = pValues.toSorted((a, b) => a - b);
        const rejected = sorted.findLastIndex((p, i) => p <= ((i + 1) / sorted.length) * level) + 1;
        expect(benjaminiHochberg(pValues).filter((p) => p <= level)).toHaveLength(rejected);
      }),
    );
  });

  it('keep the order of their input, and leave a single p-value alone', () => {
    expect(holm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
    expect(benjaminiHochberg([0.04, 0.01, 0.03])).toEqual([0.04, 0.03, 0.04]);
    expect([holm([0.2]), benjaminiHochberg([0.2]), holm([]), benjaminiHochberg([])]).toEqual([
      [0.2],
      [0.2],
      [],
      [],
    ]);
  });

  it('refuse what is no p-value', () => {
    expect(() => holm([0.5, 1.1])).toThrow('p-values: expected numbers from 0 to 1, got 1.1');
    expect(() => benjaminiHochberg([Number.NaN])).toThrow('got NaN');
  });
});

/** For each hypothesis the largest Bonferroni p-value of the intersections that it is part of. */
function closedBonferroni(pValues: readonly number[]): number[] {
  const subsets = Array.from({ length: 2 ** pValues.length }, (_, bits) =>
    pValues.flatMap((_, i) => ((bits >> i) & 1 ? [i] : [])),
  );
  return pValues.map((_, i) =>
    Math.max(
      ...subsets
        .filter((subset) => subset.includes(i))
        .map((subset) => Math.min(1, subset.length * Math.min(...subset.map((j) => pValues[j])))),
    ),
  );
}
