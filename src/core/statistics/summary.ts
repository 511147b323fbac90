import { bugError } from '../errors.js';

/*
 * Summaries of per-image scores and of repeated runs. In all of `core/statistics`: values may be in any order and
 * stay unchanged; no values at all is a BugError, because a mean of nothing is always a caller's mistake; a NaN among
 * the values makes the result NaN; what one value cannot tell (its spread) is null, which a caller has to leave out.
 */

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  requireValues(values, 'mean');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of the population that the values are a sample of (divisor n - 1); null for one value. */
export function sampleStandardDeviation(values: readonly number[]): number | null {
  const centre = mean(values);
  if (values.length === 1) return null;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** The standard error of the mean of independent values: s / sqrt(n); null for one value. */
export function standardError(values: readonly number[]): number | null {
  const deviation = sampleStandardDeviation(values);
  return deviation === null ? null : deviation / Math.sqrt(values.length);
}

/** The middle value, or the mean of the two middle values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * The quantile of the values at a probability in [0, 1], linear between order statistics: type 7 of Hyndman and Fan
 * 1996, the default of R and NumPy.
 *
 * @example quantile([15, 20, 35, 40, 50], 0.4) // 29
 */
export function quantile(values: readonly number[], probability: number): number {
  requireValues(values, 'quantile');
  if (!(probability >= 0 && probability <= 1)) {
    throw bugError(`quantile: expected a probability from 0 to 1, got ${probability}`);
  }
  if (values.some(Number.isNaN)) return Number.NaN;
  return quantileOfSorted(Float64Array.from(values).sort(), probability);
}

function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const [low, high] = [sorted[below], sorted[Math.ceil(position)]];
  return low === high ? low : low + (position - below) * (high - low);
}

/** Whether one value is repeated: a spread computed from it would be 0 but for rounding. */
export const areEqual = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

/** An interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** BugError for no values, naming what was to be computed of them. */
export function requireValues(values: readonly unknown[], what: string): void {
  if (values.length === 0) throw bugError(`${what}: expected at least one value, got none`);
}

/** BugError for a probability that is not strictly between 0 and 1, naming what it is. */
export function requireOpenProbability(probability: number, what: string): void {
  if (probability > 0 && probability < 1) return;
  throw bugError(`${what}: expected a number between 0 and 1, got ${probability}`);
}
