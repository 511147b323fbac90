import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mean,
  median,
  quantile,
  sampleStandardDeviation,
  standardError,
} from '../../../src/core/statistics/summary.js';

// Survival times in days after surgery: Efron and Tibshirani 1993, table 2.1, with its means, medians and first standard error.
const TREATED_MICE = [94, 197, 16, 38, 99, 141, 23];
const CONTROL_MICE = [52, 104, 146, 10, 51, 30, 40, 27, 46];

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('mean, deviation and standard error', () => {
  it('agree with the published figures for the mouse data', () => {
    expect(mean(TREATED_MICE)).toBeCloseTo(86.86, 2);
    expect(standardError(TREATED_MICE)).toBeCloseTo(25.24, 2);
    expect(median(TREATED_MICE)).toBe(94);
    expect(mean(CONTROL_MICE)).toBeCloseTo(56.22, 2);
    expect(median(CONTROL_MICE)).toBe(46);
  });

  it('agree with the closed form for 1..n: mean (n+1)/2, variance n(n+1)/12', () => {
    for (const n of [2, 3, 10, 1000]) {
      const range = Array.from({ length: n }, (_, i) => i + 1);
      expect(mean(range)).toBe((n + 1) / 2);
      expect(sampleStandardDeviation(range)).toBeCloseTo(Math.sqrt((n * (n + 1)) / 12), 10);
    }
  });

  it('do not lose the spread of values far from 0', () => {
    expect(sampleStandardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(Math.sqrt(30));
  });

  it('know no spread of a single value', () => {
    expect(mean([3])).toBe(3);
    expect(sampleStandardDeviation([3])).toBeNull();
    expect(standardError([3])).toBeNull();
  });

  it('pass NaN on, and refuse to average nothing', () => {
    expect(mean([1, Number.NaN])).toBeNaN();
    expect(sampleStandardDeviation([1, Number.NaN])).toBeNaN();
    expect(() => mean([])).toThrow('mean: expected at least one value, got none');
  });
});

describe('quantile', () => {
  it('agrees with R and NumPy (type 7)', () => {
    const oneToTen = Array.from({ length: 10 }, (_, i) => i + 1);
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(oneToTen, p))).toEqual([1, 3.25, 5.5, 7.75, 10]);
    expect(quantile([15, 20, 35, 40, 50], 0.4)).toBe(29);
  });

  it('does not depend on the order of the values, and leaves them alone', () => {
    const shuffled = [40, 15, 50, 20, 35];
    expect(quantile(shuffled, 0.4)).toBe(29);
    expect(shuffled).toEqual([40, 15, 50, 20, 35]);
  });

  it('sorts numbers as numbers', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('rises with the probability, from the smallest value to the largest', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, probability, probability, (values, p, q) => {
        expect(quantile(values, Math.min(p, q))).toBeLessThanOrEqual(quantile(values, Math.max(p, q)));
        expect(quantile(values, 0) + 0).toBe(Math.min(...values) + 0);
        expect(quantile(values, 1) + 0).toBe(Math.max(...values) + 0);
      }),
    );
  });

  it('is the value itself where all are equal, and passes infinities and NaN on', () => {
    expect(quantile([0.1, 0.1, 0.1], 0.35)).toBe(0.1);
    expect(quantile([1, Infinity, Infinity], 0.75)).toBe(Infinity);
    expect(quantile([1, Number.NaN, 3], 0)).toBeNaN();
  });

  it('refuses a probability outside 0..1 and no values', () => {
    expect(() => quantile([1], 1.5)).toThrow('probability');
    expect(() => quantile([1], Number.NaN)).toThrow('probability');
    expect(() => median([])).toThrow('at least one value');
  });
});
