import { bugError } from './errors.js';
import type { RandomStream } from './random-stream.js';

/*
 * Statistics of per-image scores and of repeated runs. Throughout: values may be in any order and stay unchanged;
 * no values at all is a BugError, because a mean of nothing is always a caller's mistake; a NaN among the values
 * makes the result NaN; what one value cannot tell (its spread) is null, which a caller has to leave out.
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

/** The difference of two scores that were measured on the same images. */
export interface PairedDifference {
  readonly count: number;
  /** Mean of a - b. */
  readonly mean: number;
  /** Standard error of that mean, from the spread of the pairs' differences; null for one pair. */
  readonly standardError: number | null;
}

/**
 * How much higher `a` scores than `b` on the same images. Pairing takes the spread between images out of the
 * comparison, which is why every trial of a study starts from the same noise.
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): PairedDifference {
  if (a.length !== b.length) {
    throw bugError(`paired difference: expected pairs, got ${a.length} and ${b.length} values`);
  }
  const differences = a.map((value, i) => value - b[i]);
  return { count: a.length, mean: mean(differences), standardError: standardError(differences) };
}

/** An interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a bootstrap confidence interval needs beside the values; the defaults suit a 95% interval. */
export interface BootstrapOptions {
  /** Share of repetitions of the experiment whose interval holds the true value, in (0, 1). */
  readonly level?: number;
  /** Samples drawn, integer >= 1. */
  readonly resamples?: number;
  /** What the interval is for. */
  readonly statistic?: (values: readonly number[]) => number;
}

/**
 * A confidence interval for a statistic of independent values by the percentile bootstrap (Efron and Tibshirani
 * 1993, section 13.3). Too narrow for fewer than about 20 values; for one value it has no width.
 *
 * @param stream draws the resamples: purpose 'bootstrap'; equal streams give equal intervals
 */
export function bootstrapInterval(
  values: readonly number[],
  stream: RandomStream,
  { level = 0.95, resamples = 2000, statistic = mean }: BootstrapOptions = {},
): Interval {
  requireValues(values, 'bootstrap interval');
  const resample = () => values.map(() => values[stream.integer(values.length)]);
  const statistics = Array.from({ length: resamples }, () => statistic(resample()));
  const tail = (1 - level) / 2;
  return { low: quantile(statistics, tail), high: quantile(statistics, 1 - tail) };
}

function requireValues(values: readonly number[], what: string): void {
  if (values.length === 0) throw bugError(`${what}: expected at least one value, got none`);
}
