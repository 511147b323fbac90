import { solveIncreasing } from './solve-increasing.js';
import { requireOpenProbability } from './summary.js';

/** Beyond it the series loses digits of the tail and the continued fraction is short. */
const SERIES_LIMIT = 2;
/** Levels of the continued fraction that give a double's precision at {@link SERIES_LIMIT}. */
const FRACTION_LEVELS = 120;
/** Beyond it a tail is below the smallest double. */
const FARTHEST = 40;

const SQRT_2_PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / SQRT_2_PI;

/**
 * P(Z <= x) of the standard normal distribution, to about 13 digits in both tails: the series of Marsaglia 2004
 * ("Evaluating the normal distribution", eq. 1) near 0, Laplace's continued fraction (Abramowitz and Stegun 26.2.14)
 * beyond. NaN for NaN.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) < SERIES_LIMIT) return 0.5 + normalDensity(x) * oddSeries(x);
  return x < 0 ? tail(-x) : 1 - tail(x);
}

/** x + x^3/3 + x^5/(3 5) + ... until nothing is added. */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** P(Z > x) for x >= {@link SERIES_LIMIT}: density / (x + 1/(x + 2/(x + 3/(x + ...)))). */
function tail(x: number): number {
  let fraction = x;
  for (let level = FRACTION_LEVELS; level > 0; level--) fraction = x + level / fraction;
  return normalDensity(x) / fraction;
}

/**
 * The x with P(Z <= x) = probability, for a probability in (0, 1).
 *
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  requireOpenProbability(probability, 'normal quantile');
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  return solveIncreasing(normalCdf, probability, -FARTHEST, 0);
}
