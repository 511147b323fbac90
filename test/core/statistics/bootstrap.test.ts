import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import {
  bcaInterval,
  bootstrapInterval,
  bootstrapIntervalOf,
} from '../../../src/core/statistics/bootstrap.js';
import { mean, median, standardError } from '../../../src/core/statistics/summary.js';

// Survival times in days after surgery: Efron and Tibshirani 1993, table 2.1.
const TREATED_MICE = [94, 197, 16, 38, 99, 141, 23];

// Scores of 26 impaired children in a test of spatial perception: Efron and Tibshirani 1993, table 14.1.
const SPATIAL = [
  48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
];
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

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

describe('BCa interval', () => {
  const stream = () => new RandomStream(7, 'bootstrap');

  it('agrees with SciPy 1.17.1 given its resamples', () => {
    // stats.bootstrap((x,), np.mean, confidence_level=.9, n_resamples=40, method='BCa', rng=7) and its distribution.
    const x = [0.01, 0.02, 0.015, 0.4, 0.03, 0, 0.12, 0.05];
    const replicates = [
      0.04875, 0.0925, 0.089375, 0.119375, 0.051875, 0.09125, 0.135, 0.173125, 0.02625, 0.074375, 0.045625,
      0.05875, 0.028125, 0.063125, 0.22875, 0.11625, 0.125625, 0.069375, 0.1025, 0.080625, 0.0375, 0.12125,
      0.075, 0.189375, 0.028125, 0.1125, 0.07375, 0.066875, 0.086875, 0.1125, 0.0975, 0.019375, 0.0825,
      0.0725, 0.0375, 0.1, 0.113125, 0.048125, 0.016875, 0.06375,
    ];
    const withoutEach = x.map((_, left) => mean(x.filter((_, i) => i !== left)));
    const { low, high } = bcaInterval(replicates, 0.080625, withoutEach, 0.9);
    expect(low).toBeCloseTo(0.028125, 11);
    expect(high).toBeCloseTo(0.20188615152373088, 11);
  });

  it('comes near the published interval of a variance: 115.8 to 259.6, percentile 100.8 to 233.9', () => {
    // Efron and Tibshirani 1993, table 14.2, from 2000 resamples; SciPy 1.17.1 with 400000: 115.5 to 260.9, 97.9 to 235.8.
    const settings = { level: 0.9, resamples: 20000, statistic: variance };
    const corrected = bootstrapInterval(SPATIAL, stream(), { ...settings, method: 'bca' });
    expect(variance(SPATIAL)).toBeCloseTo(171.5, 1);
    expect(Math.abs(corrected.low / 115.47 - 1)).toBeLessThan(0.015);
    expect(Math.abs(corrected.high / 260.95 - 1)).toBeLessThan(0.015);
    const plain = bootstrapInterval(SPATIAL, stream(), settings);
    expect(Math.abs(plain.low / 97.86 - 1)).toBeLessThan(0.015);
    expect(Math.abs(plain.high / 235.79 - 1)).toBeLessThan(0.015);
  });

  it('is the percentile interval for symmetric values', () => {
    const symmetric = Array.from({ length: 41 }, (_, i) => i - 20);
    const plain = bootstrapInterval(symmetric, stream(), { resamples: 20000 });
    const corrected = bootstrapInterval(symmetric, stream(), { resamples: 20000, method: 'bca' });
    expect(Math.abs(corrected.low - plain.low)).toBeLessThan(0.2);
    expect(Math.abs(corrected.high - plain.high)).toBeLessThan(0.2);
  });

  it('ends beyond all resamples, and not below them, where a strong skew meets a high level', () => {
    // One value in 200 carries everything: acceleration near 1/6, of which a bound at 7 deviations passes the pole.
    const rare = Array.from({ length: 200 }, (_, i) => (i === 0 ? 1 : 0));
    const { high } = bootstrapInterval(rare, stream(), { method: 'bca', level: 1 - 1e-11 });
    const plain = bootstrapInterval(rare, stream(), { level: 0.9999 });
    expect(high).toBeGreaterThanOrEqual(plain.high);
  });

  it('has no width for equal values, is finite where all resamples lie on one side, and passes NaN on', () => {
    expect(bootstrapInterval([3, 3, 3], stream(), { method: 'bca' })).toEqual({ low: 3, high: 3 });
    expect(bootstrapInterval([3], stream(), { method: 'bca' })).toEqual({ low: 3, high: 3 });
    const { low, high } = bcaInterval([1, 2, 3, 4], 9, [8, 9, 10], 0.9);
    expect(low).toBeGreaterThan(3);
    expect(high).toBeLessThanOrEqual(4);
    expect(bootstrapInterval([1, Number.NaN], stream(), { method: 'bca' }).low).toBeNaN();
  });
});

describe('bootstrapIntervalOf', () => {
  it('resamples pairs as pairs', () => {
    const pairs = SPATIAL.map((score, i) => [score, score + (i % 2)] as const);
    const difference = (sample: readonly (readonly [number, number])[]) =>
      mean(sample.map(([a, b]) => b - a));
    const { low, high } = bootstrapIntervalOf(pairs, difference, new RandomStream(1, 'bootstrap'));
    expect(low).toBeGreaterThan(0.2);
    expect(high).toBeLessThan(0.8);
  });

  it('equals the interval of the values where it resamples their numbers', () => {
    const interval = bootstrapIntervalOf(
      TREATED_MICE.map((_, i) => i),
      (numbers) => mean(numbers.map((i) => TREATED_MICE[i])),
      new RandomStream(1, 'bootstrap'),
    );
    expect(interval).toEqual(bootstrapInterval(TREATED_MICE, new RandomStream(1, 'bootstrap')));
  });
});
