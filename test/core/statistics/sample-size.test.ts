import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import {
  nonInferiorityPower,
  pairsForHalfWidth,
  pairsForNonInferiority,
  twoStagePairs,
} from '../../../src/core/statistics/sample-size.js';
import { mean, sampleStandardDeviation } from '../../../src/core/statistics/summary.js';

// Reference values: SciPy 1.17.1, stats.t.ppf and stats.nct.sf, searched pair by pair.

describe('pairsForHalfWidth', () => {
  it.each([
    [1, 0.1, 0.95, 387],
    [1, 2, 0.95, 4],
    [5, 0.5, 0.99, 668],
    [0.12, 0.01, 0.95, 556],
  ])('agrees with SciPy for a spread of %d and half-width %d at %d', (deviation, halfWidth, level, pairs) => {
    expect(pairsForHalfWidth(deviation, halfWidth, level)).toBe(pairs);
  });

  it('takes two pairs without spread, and says when none are enough', () => {
    expect(pairsForHalfWidth(0, 1)).toBe(2);
    expect(pairsForHalfWidth(1, 1e-5)).toBeNull();
    expect(() => pairsForHalfWidth(1, 0)).toThrow('half-width: expected a number above 0, got 0');
  });
});

describe('twoStagePairs', () => {
  it('is the larger of the pilot and (t s / half-width)^2', () => {
    // s = 1, t(0.975, 3) = 3.182446: (3.182446 / 0.5)^2 = 40.51.
    const pilot = [1, 1, -1, -1].map((sign) => sign * Math.sqrt(0.75));
    expect(sampleStandardDeviation(pilot)).toBeCloseTo(1, 12);
    expect(twoStagePairs(pilot, 0.5)).toBe(41);
    expect(twoStagePairs(pilot, 100)).toBe(4);
    expect(twoStagePairs(pilot, 1e-5)).toBeNull();
    expect(() => twoStagePairs([1], 1)).toThrow('at least two pairs');
  });

  it('gives intervals that hold the true mean as often as promised, though the pilot decides their number', () => {
    const noise = new RandomStream(21, 'noise');
    const repetitions = 2000;
    let held = 0;
    for (let i = 0; i < repetitions; i++) {
      const values = Array.from({ length: 6 }, () => noise.normal());
      const pairs = twoStagePairs(values, 0.6, 0.9) ?? 0;
      while (values.length < pairs) values.push(noise.normal());
      if (Math.abs(mean(values)) <= 0.6) held++;
    }
    expect(held / repetitions).toBeGreaterThan(0.9 - 3 * Math.sqrt((0.9 * 0.1) / repetitions));
  });
});

describe('nonInferiorityPower', () => {
  it.each([
    [10, 0, 1, 0.8, 0.95, 0.7544247592493484],
    [30, 0.01, 0.05, 0.03, 0.975, 0.562791228228688],
    [2, 0, 1, 3, 0.95, 0.4931149041554169],
    [500, 0.2, 1, 0.3, 0.95, 0.7217947929173101],
    [5, 0, 1, 1, 0.9, 0.7604543947511236],
  ])('agrees with SciPy for %d pairs', (pairs, mean, standardDeviation, margin, level, power) => {
    expect(nonInferiorityPower(pairs, { mean, standardDeviation, margin, level })).toBeCloseTo(power, 9);
  });

  it('is the error probability where the mean is at the margin', () => {
    for (const pairs of [2, 3, 10, 1000]) {
      expect(nonInferiorityPower(pairs, { mean: 1, standardDeviation: 2, margin: 1 })).toBeCloseTo(0.05, 9);
    }
  });
});

describe('pairsForNonInferiority', () => {
  // The first is R's power.t.test(delta = 0.5, sd = 2, power = 0.8, type = "one.sample", alternative = "one.sided").
  it.each([
    [0, 2, 0.5, 0.95, 0.8, 101],
    [0, 1, 1, 0.975, 0.9, 13],
    [0.01, 0.05, 0.03, 0.95, 0.8, 41],
    [0, 1, 0.1, 0.95, 0.9, 858],
  ])(
    'agrees with SciPy for a mean of %d and spread %d',
    (mean, standardDeviation, margin, level, power, pairs) => {
      expect(pairsForNonInferiority({ mean, standardDeviation, margin, level }, power)).toBe(pairs);
    },
  );

  it('says that no number is enough at the margin, and refuses no spread', () => {
    expect(pairsForNonInferiority({ mean: 0.1, standardDeviation: 1, margin: 0.1 })).toBeNull();
    expect(pairsForNonInferiority({ mean: 0.1, standardDeviation: 1, margin: 0.1 + 1e-9 })).toBeNull();
    expect(() => pairsForNonInferiority({ mean: 0, standardDeviation: 0, margin: 1 })).toThrow(
      'standard deviation',
    );
  });
});
