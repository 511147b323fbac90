import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../src/core/statistics/wilson-interval.js';

describe('wilsonInterval', () => {
  // SciPy 1.17.1, stats.binomtest(...).proportion_ci(method='wilson'); 81/263, 15/148 and 1/29 are among the
  // examples of Newcombe 1998, table I.
  it.each([
    [0, 10, 0.95, 0, 0.27753279986288926],
    [10, 10, 0.95, 0.7224672001371109, 1],
    [7, 10, 0.95, 0.39677814746114526, 0.892208732593699],
    [81, 263, 0.95, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.95, 0.06238639953073629, 0.16048724172330803],
    [1, 29, 0.95, 0.006113214292762667, 0.17175521879320282],
    [971, 1000, 0.99, 0.9539227966803716, 0.9818683259806191],
  ])('agrees with published and SciPy values for %d of %d at %d', (successes, count, level, low, high) => {
    const interval = wilsonInterval(successes, count, level);
    expect(interval.low).toBeCloseTo(low, 13);
    expect(interval.high).toBeCloseTo(high, 13);
  });

  it('ends where the score test of a proportion is at the level', () => {
    const { low, high } = wilsonInterval(13, 40);
    for (const end of [low, high]) {
      const z = (13 / 40 - end) / Math.sqrt((end * (1 - end)) / 40);
      expect(Math.abs(z)).toBeCloseTo(1.959963984540054, 12);
    }
  });

  it('refuses more successes than trials, and no trials', () => {
    expect(() => wilsonInterval(11, 10)).toThrow('got 11 of 10');
    expect(() => wilsonInterval(0, 0)).toThrow('got 0 of 0');
  });
});
