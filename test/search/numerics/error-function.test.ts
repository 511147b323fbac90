import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/core/statistics/normal-distribution.js';
import { erfcx, fastNormalCdf } from '../../../src/search/numerics/error-function.js';

describe('erfcx', () => {
  it.each([
    [-5, 144009798674.66104],
    [-1, 5.008980080762283],
    [-0.4, 1.676233956688859],
    [0, 1],
    [0.2, 0.8090195199015808],
    [0.46875, 0.632069689249556],
    [0.5, 0.6156903441929258],
    [3.9, 0.14031418160068973],
    [4, 0.1369994576250614],
    [4.1, 0.13383411641865198],
    [27, 0.02088160799042094],
    [1e5, 5.6418958351954685e-6],
  ])('has the value of scipy.special.erfcx (1.17.1) at %d', (x, expected) => {
    expect(Math.abs(erfcx(x) / expected - 1)).toBeLessThan(1e-15);
  });
});

describe('fastNormalCdf', () => {
  it('agrees with the slow one in both tails', () => {
    for (let x = -37; x <= 9; x += 0.173) {
      expect(Math.abs(fastNormalCdf(x) / normalCdf(x) - 1)).toBeLessThan(2e-13);
    }
    expect(fastNormalCdf(-Infinity)).toBe(0);
    expect(fastNormalCdf(Infinity)).toBe(1);
  });
});
