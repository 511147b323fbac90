import { bugError } from '../errors.js';
import { logGamma } from './incomplete-beta.js';
import { normalCdf } from './normal-distribution.js';
import { smallestInteger } from './solve-increasing.js';
import { sampleStandardDeviation } from './summary.js';
import { tQuantile } from './t-distribution.js';

/** No evaluation runs more images: a need above it is reported as out of reach (null). */
export const MOST_PAIRS = 10_000_000;

/** Intervals of Simpson's rule over the scaled chi distribution; its density is smooth within them. */
const QUADRATURE_INTERVALS = 2000;
/** Half-width of that integral in standard deviations. */
const QUADRATURE_REACH = 10;

/**
 * How many pairs it takes for the t interval of their mean to have at most a given half-width, if their spread is as
 * given: the smallest n >= 2 with t s / sqrt(n) <= half-width. Where the spread was itself observed on the first of
 * these pairs, {@link twoStagePairs} keeps the promised level.
 *
 * @returns null above {@link MOST_PAIRS}
 */
export function pairsForHalfWidth(standardDeviation: number, halfWidth: number, level = 0.95): number | null {
  requirePositive(halfWidth, 'half-width');
  const wide = (pairs: number) => tQuantile((1 + level) / 2, pairs - 1) * standardDeviation;
  return smallestInteger((pairs) => wide(pairs) <= halfWidth * Math.sqrt(pairs), 2, MOST_PAIRS);
}

/**
 * How many pairs in all a fixed-width interval takes by Stein's two-stage rule (Stein 1945): the spread s of a pilot
 * of n0 pairs and its quantile t(n0 - 1) give n = max(n0, (t s / half-width)^2), and then mean of all n +- half-width
 * holds the true mean at least as often as the level says, for normal differences of any spread.
 *
 * @param pilot the differences seen so far, two or more
 * @returns null above {@link MOST_PAIRS}
 */
export function twoStagePairs(pilot: readonly number[], halfWidth: number, level = 0.95): number | null {
  requirePositive(halfWidth, 'half-width');
  const deviation = sampleStandardDeviation(pilot);
  if (deviation === null) throw bugError('two-stage rule: expected a pilot of at least two pairs, got one');
  const quantile = tQuantile((1 + level) / 2, pilot.length - 1);
  const pairs = Math.max(pilot.length, Math.ceil(((quantile * deviation) / halfWidth) ** 2));
  return pairs <= MOST_PAIRS ? pairs : null;
}

/** What a non-inferiority test of the mean of paired differences is planned for. */
export interface NonInferiorityPlan {
  /** Expected mean worsening, in the score's unit. */
  readonly mean: number;
  /** Expected standard deviation of the worsenings, > 0. */
  readonly standardDeviation: number;
  readonly margin: number;
  /** Confidence of the one-sided bound, in (0.5, 1). */
  readonly level?: number;
}

/**
 * Probability that the one-sided t test shows non-inferiority with so many pairs: that of a noncentral t variable
 * with n - 1 degrees of freedom and noncentrality (margin - mean) sqrt(n) / s exceeding t(level), integrated over the
 * distribution of the observed spread (Owen 1965). Exact for normal differences.
 *
 * @param pairs integer >= 2
 */
export function nonInferiorityPower(
  pairs: number,
  { mean, standardDeviation, margin, level = 0.95 }: NonInferiorityPlan,
): number {
  const noncentrality = ((margin - mean) * Math.sqrt(pairs)) / standardDeviation;
  const critical = tQuantile(level, pairs - 1);
  return expectedOverSpread(pairs - 1, (ratio) => normalCdf(noncentrality - critical * ratio));
}

/**
 * How many pairs it takes to show non-inferiority with a given probability: the smallest n >= 2 whose
 * {@link nonInferiorityPower} reaches `power`.
 *
 * @param power in (0, 1)
 * @returns null where no number up to {@link MOST_PAIRS} is enough, as where the mean is at the margin or beyond
 */
export function pairsForNonInferiority(plan: NonInferiorityPlan, power = 0.8): number | null {
  requirePositive(plan.standardDeviation, 'standard deviation');
  if (!(plan.mean < plan.margin)) return null;
  return smallestInteger((pairs) => nonInferiorityPower(pairs, plan) >= power, 2, MOST_PAIRS);
}

/** Mean of f(s / sigma) over the sampling distribution of s for normal values: sqrt(chi-square(df) / df). */
function expectedOverSpread(df: number, f: (ratio: number) => number): number {
  const logScale = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  const density = (ratio: number) =>
    Math.exp(logScale + (df - 1) * Math.log(ratio) - (df * ratio * ratio) / 2);
  const reach = QUADRATURE_REACH / Math.sqrt(2 * df);
  // Not 0, where the logarithm ends; what lies below is less than 1e-12 of the distribution.
  const from = Math.max(1e-12, 1 - reach);
  const step = (1 + reach - from) / QUADRATURE_INTERVALS;
  let sum = 0;
  for (let i = 0; i <= QUADRATURE_INTERVALS; i++) {
    const ratio = from + i * step;
    const weight = i === 0 || i === QUADRATURE_INTERVALS ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * density(ratio) * f(ratio);
  }
  return (sum * step) / 3;
}

function requirePositive(value: number, what: string): void {
  if (!(value > 0)) throw bugError(`${what}: expected a number above 0, got ${value}`);
}
