import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import {
  bootstrapInterval,
  mean,
  median,
  pairedDifference,
  quantile,
  sampleStandardDeviation,
  standardError,
} from '../../src/core/statistics.js';

// Survival times in days after surgery: Efron and Tibshirani 1993, table 2.1, with its means, medians and first standard error.
const TREATED_MICE = [94, 197, 16, 38, 99, 141, 23];
const CONTROL_MICE = [52, 104, 146, 10, 51, 30, 40, 27, 46];

// Additional hours of sleep under two drugs: Student 1908; R's data set `sleep`.
const SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

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
        expect(quantile(values, 0)).toBe(Math.min(...values) + 0);
        expect(quantile(values, 1)).toBe(Math.max(...values) + 0);
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

describe('pairedDifference', () => {
  it('agrees with the paired t-test of the sleep data: difference 1.58, t = 4.0621', () => {
    const { count, mean, standardError } = pairedDifference(SLEEP_2, SLEEP_1);
    expect(count).toBe(10);
    expect(mean).toBeCloseTo(1.58, 12);
    expect(mean / (standardError ?? Number.NaN)).toBeCloseTo(4.0621, 4);
  });

  it('is free of what all pairs share', () => {
    const shared = SLEEP_1.map((value, i) => value + 1000 * i);
    const { standardError } = pairedDifference(
      shared.map((value) => value + 2),
      shared,
    );
    expect(standardError).toBeCloseTo(0, 10);
  });

  it('knows no spread of one pair, and refuses unequal numbers', () => {
    expect(pairedDifference([3], [1])).toEqual({ count: 1, mean: 2, standardError: null });
    expect(() => pairedDifference([1, 2], [1])).toThrow('expected pairs, got 2 and 1 values');
  });
});

describe('bootstrapInterval', () => {
  const stream = (trial = 0) => new RandomStream(7, 'bootstrap', { trial });

  it('gives the quantiles of the exact distribution of two values: 1/4, 1/2, 1/4', () => {
    expect(bootstrapInterval([0, 1], stream(), { level: 0.95 })).toEqual({ low: 0, high: 1 });
    expect(bootstrapInterval([0, 1], stream(), { level: 0.4 })).toEqual({ low: 0.5, high: 0.5 });
  });

  it('approaches mean +- 1.96 standard errors for many values', () => {
    const noise = new RandomStream(11, 'noise');
    const sample = Array.from({ length: 400 }, () => 5 + 2 * noise.normal());
    const { low, high } = bootstrapInterval(sample, stream());
    const error = standardError(sample) ?? Number.NaN;
    // The spread of 1.96 SE from the divisor n and from 2000 resamples is about 3% of it.
    expect((mean(sample) - low) / error).toBeCloseTo(1.96, 0);
    expect(Math.abs((high - low) / (2 * 1.96 * error) - 1)).toBeLessThan(0.08);
  });

  it('covers the true mean about as often as it says', () => {
    const noise = new RandomStream(12, 'noise');
    const covered = Array.from({ length: 300 }, (_, repetition) => {
      const sample = Array.from({ length: 40 }, () => noise.normal());
      const { low, high } = bootstrapInterval(sample, stream(repetition), { level: 0.9, resamples: 300 });
      return low <= 0 && high >= 0 ? 1 : 0;
    });
    expect(mean(covered)).toBeGreaterThan(0.83);
    expect(mean(covered)).toBeLessThan(0.95);
  });

  it('repeats itself for equal streams and differs between streams', () => {
    expect(bootstrapInterval(TREATED_MICE, stream(1))).toEqual(bootstrapInterval(TREATED_MICE, stream(1)));
    expect(bootstrapInterval(TREATED_MICE, stream(1))).not.toEqual(
      bootstrapInterval(TREATED_MICE, stream(2)),
    );
  });

  it('takes any statistic: the median of the treated mice lies between observed values', () => {
    const { low, high } = bootstrapInterval(TREATED_MICE, stream(), { statistic: median });
    expect(TREATED_MICE).toContain(low);
    expect(TREATED_MICE).toContain(high);
    expect(low).toBeLessThan(94);
    expect(high).toBeGreaterThan(94);
  });

  it('has no width for one value, and refuses none', () => {
    expect(bootstrapInterval([2], stream())).toEqual({ low: 2, high: 2 });
    expect(() => bootstrapInterval([], stream())).toThrow('at least one value');
  });
});
