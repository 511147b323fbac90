import { describe, expect, it } from 'vitest';
import {
  pairedDifference,
  pairedDifferences,
  worsenings,
} from '../../../src/core/statistics/paired-differences.js';

// Additional hours of sleep under two drugs: Student 1908; R's data set `sleep`.
const SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

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

describe('worsenings', () => {
  it('are above 0 where the candidate is worse, whichever way is better', () => {
    expect(worsenings([0.3, 0.1], [0.1, 0.2], 'minimise')).toEqual([0.3 - 0.1, 0.1 - 0.2]);
    expect(worsenings([20, 31], [30, 30], 'maximise')).toEqual([10, -1]);
  });

  it('refuse scores without partners', () => {
    expect(() => pairedDifferences([], [1])).toThrow('expected pairs, got 0 and 1 values');
    expect(() => worsenings([1], [], 'maximise')).toThrow('expected pairs');
  });
});
