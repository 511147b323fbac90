import { areEqual, type Interval, mean, requireOpenProbability, standardError } from './summary.js';
import { tCdf, tQuantile } from './t-distribution.js';

/** What is concluded when a test rejects: the true value differs from, lies above, or lies below the expected one. */
export type Alternative = 'two-sided' | 'greater' | 'less';

export interface TTest {
  readonly count: number;
  readonly mean: number;
  /** (mean - expected) / standard error; infinite where all values are equal and differ from the expected one. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Student's t test of the mean of independent values (Student 1908); of paired differences it is the paired t test.
 * Values that are all equal give p = 0, or 1 (two-sided) where they equal the expected mean: their spread of 0
 * says nothing about values that were not seen.
 *
 * @param values two or more make a test; null for one
 * @param expected the mean under the null hypothesis
 */
export function tTest(
  values: readonly number[],
  { expected = 0, alternative = 'two-sided' }: { expected?: number; alternative?: Alternative } = {},
): TTest | null {
  const error = standardError(values);
  if (error === null) return null;
  const degreesOfFreedom = values.length - 1;
  const t = areEqual(values) ? tOfEqual(values[0] - expected) : (mean(values) - expected) / error;
  const pValue = tailProbability(t, degreesOfFreedom, alternative);
  return { count: values.length, mean: mean(values), t, degreesOfFreedom, pValue };
}

const tOfEqual = (distance: number) => (distance === 0 ? 0 : distance * Infinity);

function tailProbability(t: number, df: number, alternative: Alternative): number {
  if (alternative === 'less') return tCdf(t, df);
  return alternative === 'greater' ? tCdf(-t, df) : 2 * tCdf(-Math.abs(t), df);
}

/**
 * The confidence interval mean +- t s / sqrt(n) for the mean of independent values that are roughly normal, or many;
 * null for one value.
 *
 * @param level share of repetitions of the experiment whose interval holds the true mean, in (0, 1)
 */
export function meanInterval(values: readonly number[], level = 0.95): Interval | null {
  requireOpenProbability(level, 'level of an interval');
  const error = standardError(values);
  if (error === null) return null;
  const centre = mean(values);
  const halfWidth = tQuantile((1 + level) / 2, values.length - 1) * error;
  return { low: centre - halfWidth, high: centre + halfWidth };
}
