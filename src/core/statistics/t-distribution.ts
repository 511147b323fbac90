import { incompleteBeta } from './incomplete-beta.js';
import { solveIncreasing } from './solve-increasing.js';
import { requireOpenProbability } from './summary.js';

/**
 * P(T <= t) of Student's t distribution: I_x(df/2, 1/2) / 2 with x = df / (df + t^2) in the lower tail (Abramowitz
 * and Stegun 26.7.1). Relative error of the lower tail below 1e-9 up to a million degrees of freedom; the upper tail
 * is `tCdf(-t, df)`. NaN for NaN.
 *
 * @param df degrees of freedom > 0
 */
export function tCdf(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const square = t * t;
  const lowerTail = 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
  return t > 0 ? 1 - lowerTail : lowerTail;
}

/**
 * The t with P(T <= t) = probability, for a probability in (0, 1).
 *
 * @example tQuantile(0.975, 9) // 2.2621571628
 */
export function tQuantile(probability: number, df: number): number {
  requireOpenProbability(probability, 't quantile');
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -tQuantile(1 - probability, df);
  let farthest = 1;
  while (tCdf(-farthest, df) > probability) farthest *= 2;
  return solveIncreasing((t) => tCdf(t, df), probability, -farthest, 0);
}
