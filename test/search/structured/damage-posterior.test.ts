import { describe, expect, it } from 'vitest';
import { damagePosterior } from '../../../src/search/structured/damage-posterior.js';
import { streamOf } from './cell-space.js';

/** One observation `r z` with unit noise: covariance `I - r rᵀ / (1 + rᵀ r)` (Sherman and Morrison). */
const R = Float64Array.of(2, -1, 0);
const covariance = (i: number, j: number) => (i === j ? 1 : 0) - (R[i] * R[j]) / 6;

/** The same knowledge from one observation, and with as many that tell nothing as make it compute by parameters. */
const FORMS = {
  'by observations': damagePosterior(R, 3),
  'by parameters': damagePosterior(Float64Array.of(...R, ...new Float64Array(9)), 3),
};

describe.each(Object.entries(FORMS))('damagePosterior %s', (_, posterior) => {
  it('has the variances of the closed form', () => {
    for (const i of [0, 1, 2]) {
      expect(posterior.variance(new Float64Array(3).with(i, 1))).toBeCloseTo(covariance(i, i), 12);
    }
    expect(posterior.variance(R)).toBeCloseTo(5 / 6, 12);
    expect(posterior.logDeterminant).toBeCloseTo(Math.log(6), 12);
  });

  it('has the mean of the closed form', () => {
    // (I + r rᵀ)⁻¹ r y = r y / (1 + rᵀ r).
    const observed = Float64Array.of(3, 0, 0, 0).slice(0, posterior === FORMS['by observations'] ? 1 : 4);
    posterior.mean(observed).forEach((value, i) => {
      expect(value).toBeCloseTo((R[i] * 3) / 6, 12);
    });
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
});

describe('damagePosterior', () => {
  it('is the prior without observations', () => {
    expect(damagePosterior(new Float64Array(0), 2).variance(Float64Array.of(3, 4))).toBe(25);
  });

  it('estimates how many parameters were used up', () => {
    // Trace of R Rᵀ (I + R Rᵀ)⁻¹: each of three directions 9 / 10.
    const rows = Array.from({ length: 3 }, (_, n) => [...new Float64Array(4).with(n, 3)]).flat();
    const nothing = Array<number>(8).fill(0);
    for (const r of [rows, [...rows, ...nothing]]) {
      expect(damagePosterior(Float64Array.from(r), 4).effectiveParameters(streamOf(2))).toBeCloseTo(2.7, 12);
    }
  });
});
