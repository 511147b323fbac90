import { tQuantile } from '../core/statistics/t-distribution.js';

/**
 * Half-width of the two-sided confidence interval of a mean by Student's t.
 *
 * @param standardError standard error of the mean, >= 0
 * @param count observations that the mean was taken over; below 2 the interval is infinite, unless the error is 0
 * @param level confidence, in (0, 1)
 */
export function intervalHalfWidth(standardError: number, count: number, level = 0.95): number {
  if (standardError === 0) return 0;
  return count < 2 ? Infinity : standardError * tQuantile((1 + level) / 2, count - 1);
}
