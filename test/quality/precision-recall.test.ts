import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precisionAndRecall } from '../../src/quality/precision-recall.js';
import { featuresOf, sineFeatures } from './sine-features.js';

describe('precisionAndRecall', () => {
  it('agrees with brute force in NumPy 2.4.6 (sorted rows of the distance matrix)', () => {
    const result = precisionAndRecall(sineFeatures(25, 3, 0.2, 1), sineFeatures(30, 3, 0.9, 1.6));
    expect(result?.precision).toBeCloseTo(0.7333333333333333, 12);
    expect(result?.recall).toBeCloseTo(0.92, 12);
  });

  it('agrees with a calculation by hand on a line', () => {
    // Golden 0, 1, 2, 3: third neighbours at 3, 2, 2, 3, so the manifold is [-3, 6].
    // Judged 5, 6, 7, 8: third neighbours at 3, 2, 2, 3, so the manifold is [2, 11].
    const golden = featuresOf([0], [1], [2], [3]);
    const judged = featuresOf([5], [6], [7], [8]);
    expect(precisionAndRecall(golden, judged)).toEqual({ precision: 2 / 4, recall: 2 / 4 });
  });

  it('tells lost variety from lost credibility', () => {
    const spread = sineFeatures(40, 2, 0.2, 1);
    const collapsed = {
      ...spread,
      data: spread.data.map((_, i) => spread.data[i % 2] + 1e-3 * spread.data[i]),
    };
    const narrow = precisionAndRecall(spread, collapsed);
    expect(narrow?.precision).toBe(1);
    expect(narrow?.recall).toBeLessThan(0.2);
    const elsewhere = { ...spread, data: spread.data.map((value) => value + 100) };
    expect(precisionAndRecall(spread, elsewhere)).toEqual({ precision: 0, recall: 0 });
  });

  it('is 1 for equal sets, and turns around with its arguments', () => {
    const set = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
        minLength: 4,
        maxLength: 12,
      })
      .map((vectors) => featuresOf(...vectors));
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(precisionAndRecall(a, a)).toEqual({ precision: 1, recall: 1 });
        const there = precisionAndRecall(a, b);
        expect(precisionAndRecall(b, a)).toEqual({ precision: there?.recall, recall: there?.precision });
      }),
      { numRuns: 50 },
    );
  });

  it('needs four images of each, and features of one network', () => {
    expect(precisionAndRecall(sineFeatures(3, 2, 0, 1), sineFeatures(9, 2, 0, 1))).toBeNull();
    expect(() => precisionAndRecall(sineFeatures(5, 2, 0, 1), sineFeatures(5, 3, 0, 1))).toThrow(
      'got 2 and 3',
    );
  });
});
