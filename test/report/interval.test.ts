import { describe, expect, it } from 'vitest';
import { intervalHalfWidth, studentQuantile } from '../../src/report/interval.js';

/** 97.5% quantiles of Student's t distribution from printed tables (NIST/SEMATECH e-Handbook, 1.3.6.7.2). */
const TABLE = [
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [7, 2.365],
  [10, 2.228],
  [15, 2.131],
  [31, 2.04],
  [63, 1.998],
  [100, 1.984],
] as const;

describe('studentQuantile', () => {
  it.each(TABLE)('agrees with the table at %i degrees of freedom', (degrees, quantile) => {
    expect(Math.abs(studentQuantile(degrees) / quantile - 1)).toBeLessThan(degrees < 8 ? 0.01 : 3e-4);
  });

  it('falls towards the normal quantile', () => {
    const quantiles = [1, 2, 3, 5, 10, 100, 1e6].map(studentQuantile);
    expect([...quantiles].sort((a, b) => b - a)).toEqual(quantiles);
    expect(studentQuantile(1e9)).toBeCloseTo(1.95996, 5);
  });
});

describe('intervalHalfWidth', () => {
  it('widens for few images', () => {
    expect(intervalHalfWidth(0.01, 64)).toBeCloseTo(0.01998, 5);
    expect(intervalHalfWidth(0.01, 4)).toBeGreaterThan(0.0315);
  });

  it('is infinite for one image, and 0 without any spread', () => {
    expect(intervalHalfWidth(0.01, 1)).toBe(Infinity);
    expect(intervalHalfWidth(0, 1)).toBe(0);
  });
});
