import type { RandomStream } from '../random-stream.js';
import { normalCdf, normalQuantile } from './normal-distribution.js';
import { type Interval, mean, quantile, requireOpenProbability, requireValues } from './summary.js';

/** What a bootstrap confidence interval needs beside the values; the defaults suit a 95% interval. */
export interface BootstrapSettings {
  /** Share of repetitions of the experiment whose interval holds the true value, in (0, 1). */
  readonly level?: number;
  /** Samples drawn, integer >= 1. */
  readonly resamples?: number;
  /**
   * 'percentile': quantiles of the resampled statistic (Efron and Tibshirani 1993, section 13.3). 'bca': the same
   * with bias and skewness corrected (section 14.3), the better choice for skewed scores such as distances.
   */
  readonly method?: 'percentile' | 'bca';
}

export interface BootstrapOptions extends BootstrapSettings {
  /** What the interval is for. */
  readonly statistic?: (values: readonly number[]) => number;
}

/**
 * A bootstrap confidence interval for a statistic of independent values; for paired differences, the paired one. Too
 * narrow for fewer than about 20 values; for one value, or equal ones, it has no width.
 *
 * @param stream draws the resamples: purpose 'bootstrap'; equal streams give equal intervals
 */
export const bootstrapInterval = (
  values: readonly number[],
  stream: RandomStream,
  { statistic = mean, ...settings }: BootstrapOptions = {},
): Interval => bootstrapIntervalOf(values, statistic, stream, settings);

/**
 * {@link bootstrapInterval} for a statistic of any independent items: pairs of scores, or image numbers where the
 * statistic is one of a whole set of images.
 */
export function bootstrapIntervalOf<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  stream: RandomStream,
  { level = 0.95, resamples = 2000, method = 'percentile' }: BootstrapSettings = {},
): Interval {
  requireValues(items, 'bootstrap interval');
  requireOpenProbability(level, 'level of an interval');
  const resample = () => items.map(() => items[stream.integer(items.length)]);
  const replicates = Array.from({ length: resamples }, () => statistic(resample()));
  if (method === 'percentile' || items.length === 1) return percentileInterval(replicates, level);
  const withoutEach = items.map((_, left) => statistic(items.filter((_, i) => i !== left)));
  return bcaInterval(replicates, statistic(items), withoutEach, level);
}

function percentileInterval(replicates: readonly number[], level: number): Interval {
  const tail = (1 - level) / 2;
  return { low: quantile(replicates, tail), high: quantile(replicates, 1 - tail) };
}

/**
 * The BCa interval (Efron 1987; Efron and Tibshirani 1993, eq. 14.9 to 14.15) from what was computed for it. Where
 * all replicates lie on one side of the observed value, half of one is taken to lie on the other.
 *
 * @param replicates the statistic of each resample
 * @param observed the statistic of the values themselves
 * @param withoutEach the statistic of all values but one, for each value (the jackknife)
 */
export function bcaInterval(
  replicates: readonly number[],
  observed: number,
  withoutEach: readonly number[],
  level: number,
): Interval {
  if ([...replicates, ...withoutEach, observed].some(Number.isNaN))
    return { low: Number.NaN, high: Number.NaN };
  const bias = normalQuantile(shareBelow(replicates, observed));
  const acceleration = accelerationOf(withoutEach);
  const endAt = (probability: number) => {
    const shifted = bias + normalQuantile(probability);
    const shrink = 1 - acceleration * shifted;
    // Where the correction passes its pole, the end of the interval lies beyond all replicates.
    const adjusted = shrink > 0 ? bias + shifted / shrink : shifted * Infinity;
    return quantile(replicates, normalCdf(adjusted));
  };
  const tail = (1 - level) / 2;
  return { low: endAt(tail), high: endAt(1 - tail) };
}

/** Share of values below a bound, equal ones counted half, never 0 or 1. */
function shareBelow(values: readonly number[], bound: number): number {
  const below = values.reduce((sum, value) => sum + (value < bound ? 1 : value === bound ? 0.5 : 0), 0);
  return Math.min(values.length - 0.5, Math.max(0.5, below)) / values.length;
}

/** Eq. 14.15; 0 where leaving a value out changes nothing. */
function accelerationOf(withoutEach: readonly number[]): number {
  const centre = mean(withoutEach);
  const power = (exponent: number) =>
    withoutEach.reduce((sum, value) => sum + (centre - value) ** exponent, 0);
  const squares = power(2);
  return squares === 0 ? 0 : power(3) / (6 * squares ** 1.5);
}
