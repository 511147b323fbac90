import { describe, expect, it } from 'vitest';
import { DamagePosterior } from '../../../src/search/structured/damage-posterior.js';
import { streamOf } from './cell-space.js';

/** One observation `r z` with unit noise: covariance `I - r rᵀ / (1 + rᵀ r)` (Sherman and Morrison). */
const R = Float64Array.of(2, -1, 0);
const posterior = new DamagePosterior([R], 3);
const covariance = (i: number, j: number) => (i === j ? 1 : 0) - (R[i] * R[j]) / 6;

describe('DamagePosterior', () => {
  it('has the variances of the closed form', () => {
    for (const i of [0, 1, 2]) {
      expect(posterior.variance(new Float64Array(3).with(i, 1))).toBeCloseTo(covariance(i, i), 12);
    }
    expect(posterior.variance(R)).toBeCloseTo(5 / 6, 12);
    expect(posterior.logDeterminant).toBeCloseTo(Math.log(6), 12);
  });

  it('is the prior without observations', () => {
    expect(new DamagePosterior([], 2).variance(Float64Array.of(3, 4))).toBe(25);
  });

  it('draws with the covariance of the closed form', () => {
    const stream = streamOf(1);
    const draws = Array.from({ length: 4000 }, () => posterior.deviation(stream));
    for (const i of [0, 1, 2]) {
      for (const j of [0, 1, 2]) {
        const product = draws.reduce((sum, draw) => sum + draw[i] * draw[j], 0) / draws.length;
        // Standard error of a mean of 4000 products: at most sqrt(2) / 63.
        expect(Math.abs(product - covariance(i, j))).toBeLessThan(0.1);
      }
    }
  });

  it('estimates how many parameters were used up', () => {
    const rows = Array.from({ length: 3 }, (_, n) => new Float64Array(4).with(n, 3));
    // Trace of R Rᵀ (I + R Rᵀ)⁻¹: each of three directions 9 / 10.
    expect(new DamagePosterior(rows, 4).effectiveParameters(streamOf(2))).toBeCloseTo(2.7, 12);
  });
});
