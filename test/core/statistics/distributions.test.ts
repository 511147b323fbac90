import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta, logGamma } from '../../../src/core/statistics/incomplete-beta.js';
import { normalCdf, normalQuantile } from '../../../src/core/statistics/normal-distribution.js';
import { smallestInteger, solveIncreasing } from '../../../src/core/statistics/solve-increasing.js';
import { tCdf, tQuantile } from '../../../src/core/statistics/t-distribution.js';

// Reference values: SciPy 1.17.1 (special.ndtr, ndtri, gammaln, betainc; stats.t.cdf, ppf).

const expectRelative = (actual: number, expected: number, precision: number) =>
  expect(Math.abs(actual / expected - 1)).toBeLessThan(precision);

describe('normal distribution', () => {
  it.each([
    [-20, 2.7536241186061556e-89],
    [-8, 6.22096057427174e-16],
    [-5, 2.866515718791933e-7],
    [-2.0001, 0.022744733391410532],
    [-1.9999, 0.02275553158476718],
    [-1, 0.15865525393145707],
    [-1e-3, 0.49960105778608893],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [3, 0.9986501019683699],
    [5, 0.9999997133484281],
  ])('has P(Z <= %d) of SciPy', (x, expected) => {
    expectRelative(normalCdf(x), expected, 5e-14);
  });

  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-5, -4.264890793922825],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.999999, 4.753424308817087],
  ])('has the quantile of SciPy at %d', (probability, expected) => {
    expectRelative(normalQuantile(probability), expected, 1e-11);
  });

  it('reaches its ends, and passes NaN on', () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(normalQuantile(0.5)).toBe(0);
    expect(() => normalQuantile(1)).toThrow('normal quantile: expected a number between 0 and 1, got 1');
  });
});

describe('logGamma and incompleteBeta', () => {
  it.each([
    [1e-3, 6.907178885383853],
    [0.25, 1.2880225246980774],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [10, 12.801827480081469],
    [100.5, 361.43554046777757],
    [5e4, 490984.42327157187],
  ])('log gamma(%d) is that of SciPy', (x, expected) => {
    expectRelative(logGamma(x), expected, 1e-13);
  });

  it.each([
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [0.3, 2, 3, 0.3483],
    [0.7, 10, 0.5, 0.008322504862464206],
    [0.999, 50, 0.5, 0.7523690199653766],
    [0.01, 100, 2, 1.0e-198],
    [0.5, 1000, 1000, 0.5],
    [0.2, 0.01, 3, 0.995087118231316],
    [1e-10, 0.5, 20, 5.0148275016071116e-5],
  ])('I_%d(%d, %d) is that of SciPy', (x, a, b, expected) => {
    expectRelative(incompleteBeta(x, a, b), expected, 2e-12);
  });

  it('is the binomial tail where a and b are integers', () => {
    // I_x(a, b) is the probability of at least a successes in a + b - 1 trials of probability x.
    const tail = (x: number, a: number, n: number) => {
      let sum = 0;
      for (let k = a; k <= n; k++) sum += choose(n, k) * x ** k * (1 - x) ** (n - k);
      return sum;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 99 }),
        (a, b, percent) => {
          expect(incompleteBeta(percent / 100, a, b)).toBeCloseTo(tail(percent / 100, a, a + b - 1), 12);
        },
      ),
    );
  });

  it('is 0 and 1 at the ends', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe('Student t distribution', () => {
  it.each([
    [-1, 1, 0.25],
    [-4.0621, 9, 0.0014165039201950796],
    [2, 3, 0.9303370157205785],
    [-0.001, 5, 0.4996203933860988],
    [-10, 30, 2.287625704114809e-11],
    [-30, 2, 0.0005546313409798295],
    [-3, 1e3, 0.0013833545221190963],
    [-6, 1e5, 9.899647278008859e-10],
    [-2, 1e6, 0.02275026692565962],
    [-1.5, 0.5, 0.2539508953240542],
  ])('has P(T <= %d) of SciPy for %d degrees of freedom', (t, df, expected) => {
    expectRelative(tCdf(t, df), expected, 1e-9);
  });

  it('has the closed forms of one degree of freedom (Cauchy) and of two', () => {
    for (const t of [-300, -2, -0.1, 0, 0.7, 40]) {
      expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    }
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 9, 2.262157162798205],
    [1e-6, 5, -24.771029720515948],
    [0.6, 3, 0.2766706623326898],
    [0.95, 30, 1.697260886593957],
    [0.9, 1e5, 1.2815600314493614],
    [1e-10, 2, -70710.67810804816],
  ])('has the quantile of SciPy at %d for %d degrees of freedom', (probability, df, expected) => {
    expectRelative(tQuantile(probability, df), expected, 1e-9);
  });

  it('is the inverse of its quantile', () => {
    const probability = fc.double({ min: 1e-8, max: 1 - 1e-8, noNaN: true });
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 5000 }), (p, df) => {
        expect(tCdf(tQuantile(p, df), df)).toBeCloseTo(p, 12);
      }),
    );
  });

  it('reaches its ends, and passes NaN on', () => {
    expect([tCdf(-Infinity, 3), tCdf(Infinity, 3), tCdf(0, 3)]).toEqual([0, 1, 0.5]);
    expect(tCdf(Number.NaN, 3)).toBeNaN();
    expect(tQuantile(0.5, 7)).toBe(0);
    expect(() => tQuantile(0, 7)).toThrow('t quantile');
  });
});

describe('solveIncreasing and smallestInteger', () => {
  it('find where a function reaches its target, or an end', () => {
    expect(solveIncreasing((x) => x ** 3, 2, 0, 10)).toBeCloseTo(Math.cbrt(2), 14);
    expect(solveIncreasing((x) => x, 20, 0, 10)).toBe(10);
  });

  it('find the smallest integer that meets a condition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e6 }), (wanted) => {
        expect(smallestInteger((n) => n >= wanted, 2, 1e7)).toBe(wanted);
      }),
    );
    expect(smallestInteger((n) => n > 100, 2, 100)).toBeNull();
    expect(smallestInteger((n) => n >= 100, 2, 100)).toBe(100);
  });
});

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
