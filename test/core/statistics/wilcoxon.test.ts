import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilcoxonSignedRank } from '../../../src/core/statistics/wilcoxon.js';

// p-values: SciPy 1.17.1, stats.wilcoxon; ties with method='auto', which enumerates all permutations for n <= 13.

// Heights of cross- minus self-fertilised maize plants: Darwin 1876, the example in SciPy's documentation.
const DARWIN = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];
const TIED = [1, 1, -1, 2, 2, -3, 3, 3, 4, -4, 5, 5];
const WITH_ZEROS = [0, 0, 1, -1, 2, 3, 0, 3, -2, 5, 6, 7];
/** 60 differences, 57 of them not 0, with many ties. */
const MANY = Array.from({ length: 60 }, (_, i) => Math.round(10 * Math.sin((i + 1) * 1.7) + 2.5));

describe('wilcoxonSignedRank', () => {
  it('agrees with the published p-value of the maize data: 0.041259765625', () => {
    expect(wilcoxonSignedRank(DARWIN)).toEqual({
      positiveRankSum: 96,
      count: 15,
      pValue: 0.041259765625,
      method: 'exact',
    });
    expect(wilcoxonSignedRank(DARWIN, { alternative: 'greater' }).pValue).toBe(0.0206298828125);
    expect(wilcoxonSignedRank(DARWIN, { alternative: 'less' }).pValue).toBe(0.982330322265625);
  });

  it('is exact with ties and zeros, as SciPy by enumeration', () => {
    expect(wilcoxonSignedRank(TIED)).toMatchObject({ positiveRankSum: 59.5, pValue: 0.12255859375 });
    expect(wilcoxonSignedRank(TIED, { alternative: 'less' }).pValue).toBe(0.946533203125);
    expect(wilcoxonSignedRank(WITH_ZEROS)).toMatchObject({
      positiveRankSum: 40,
      count: 9,
      pValue: 0.0390625,
    });
    const pratt = wilcoxonSignedRank(WITH_ZEROS, { zeros: 'pratt', alternative: 'greater' });
    expect(pratt).toMatchObject({ positiveRankSum: 61, count: 9, pValue: 0.02734375 });
  });

  it('agrees with SciPy on 50 untied differences, the most that are exact', () => {
    const fifty = Array.from({ length: 50 }, (_, k) => (k + 1) * ((k * 7) % 10 < 6 ? 1 : -1));
    const test = wilcoxonSignedRank(fifty);
    expect(test).toMatchObject({ positiveRankSum: 755, method: 'exact' });
    expect(test.pValue).toBeCloseTo(0.26120880915335754, 13);
  });

  it('agrees with SciPy beyond, normal with corrections for ties and continuity', () => {
    const dropped = wilcoxonSignedRank(MANY);
    expect(dropped).toMatchObject({ positiveRankSum: 1176.5, count: 57, method: 'normal' });
    expect(dropped.pValue).toBeCloseTo(0.005400623819988855, 14);
    expect(wilcoxonSignedRank(MANY, { alternative: 'less' }).pValue).toBeCloseTo(0.9973651939522604, 13);
    const pratt = wilcoxonSignedRank(MANY, { zeros: 'pratt' });
    expect(pratt.positiveRankSum).toBe(1278.5);
    expect(pratt.pValue).toBeCloseTo(0.006955120460406237, 14);
  });

  it('counts patterns of signs: brute force over all of them', () => {
    const difference = fc.integer({ min: -4, max: 4 });
    const zeros = fc.constantFrom('drop' as const, 'pratt' as const);
    fc.assert(
      fc.property(fc.array(difference, { minLength: 1, maxLength: 9 }), zeros, (differences, zeros) => {
        const observed = wilcoxonSignedRank(differences, { alternative: 'greater', zeros });
        const sums = signPatterns(differences).map(
          (flipped) => wilcoxonSignedRank(flipped, { zeros }).positiveRankSum,
        );
        const asLarge = sums.filter((sum) => sum >= observed.positiveRankSum).length;
        expect(observed.pValue).toBeCloseTo(asLarge / sums.length, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('turns around with the signs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 70 }),
        (differences) => {
          const mirrored = differences.map((difference) => -difference);
          const greater = wilcoxonSignedRank(differences, { alternative: 'greater' }).pValue;
          expect(wilcoxonSignedRank(mirrored, { alternative: 'less' }).pValue).toBeCloseTo(greater, 12);
          expect(wilcoxonSignedRank(mirrored).pValue).toBeCloseTo(wilcoxonSignedRank(differences).pValue, 12);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has nothing to say of zeros alone, refuses nothing at all, and passes NaN on', () => {
    expect(wilcoxonSignedRank([0, 0])).toMatchObject({ count: 0, pValue: 1 });
    expect(() => wilcoxonSignedRank([])).toThrow('at least one value');
    expect(wilcoxonSignedRank([1, Number.NaN]).pValue).toBeNaN();
  });
});

/** The differences under every pattern of signs; zeros have one. */
function signPatterns(differences: readonly number[]): number[][] {
  return differences.reduce<number[][]>(
    (patterns, difference) =>
      patterns.flatMap((pattern) =>
        difference === 0
          ? [[...pattern, 0]]
          : [
              [...pattern, difference],
              [...pattern, -difference],
            ],
      ),
    [[]],
  );
}
