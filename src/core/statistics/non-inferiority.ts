import { bugError } from '../errors.js';
import type { RandomStream } from '../random-stream.js';
import { bootstrapInterval } from './bootstrap.js';
import { areEqual, type Interval, mean, requireValues } from './summary.js';
import { meanInterval, tTest } from './t-test.js';

export interface NonInferiorityOptions {
  /** How much worse the candidate may be on average, in the score's unit, >= 0. */
  readonly margin: number;
  /** Confidence of each one-sided bound, in (0.5, 1): 1 - level is the probability of a wrong 'non-inferior'. */
  readonly level?: number;
  /** Bootstrap resamples, integer >= 1. */
  readonly resamples?: number;
  /**
   * Largest magnitude that a worsening can have at all, such as 1 for class hits. Without it nothing can be concluded
   * from worsenings that are all equal.
   */
  readonly largestWorsening?: number;
}

export interface NonInferiority {
  /** 'inferior': shown to be worse by more than the margin; 'undecided': the images do not tell. */
  readonly verdict: 'non-inferior' | 'inferior' | 'undecided';
  readonly count: number;
  readonly mean: number;
  readonly margin: number;
  readonly level: number;
  /** One-sided bounds of the mean worsening, each at `level`, that the verdict is read from; null: unknown. */
  readonly bounds: Interval | null;
  /** The same bounds by Student's t. */
  readonly tBounds: Interval | null;
  /** The same bounds by the BCa bootstrap. */
  readonly bootstrapBounds: Interval | null;
  /** Of the null hypothesis that the mean worsening is the margin or more, by the t test; null where bounds are. */
  readonly pValue: number | null;
}

/**
 * Whether a candidate is no worse than its reference by more than a margin (Schuirmann 1987's one-sided test; the
 * confidence-bound form of ICH E9, section 3.3.2). 'non-inferior' where the upper bound of the mean worsening lies
 * below the margin, 'inferior' where the lower bound lies above it. The wider of the t and the BCa bootstrap bounds
 * counts: t alone is too optimistic for skewed scores of few images, the bootstrap for few images of any kind.
 *
 * Worsenings that are all equal, as where no fault did any harm, have no spread to compute bounds from. They are
 * bounded by what n equal values in a row exclude: at most 1 - (1 - level)^(1/n) of all images differ (Clopper and
 * Pearson 1934 for 0 of n), each by no more than `largestWorsening` allows.
 *
 * @param worsening per image, above 0 is worse: `worsenings(candidate, reference, direction)`
 * @param stream draws the resamples: purpose 'bootstrap'
 */
export function nonInferiority(
  worsening: readonly number[],
  stream: RandomStream,
  { margin, level = 0.95, resamples, largestWorsening }: NonInferiorityOptions,
): NonInferiority {
  requireValues(worsening, 'non-inferiority');
  if (!(level > 0.5 && level < 1)) {
    throw bugError(`non-inferiority: expected a level between 0.5 and 1, got ${level}`);
  }
  const evidence = areEqual(worsening)
    ? evidenceOfEqual(worsening, margin, level, largestWorsening)
    : evidenceOfSpread(worsening, stream, margin, level, resamples);
  const { bounds } = evidence;
  const verdict =
    bounds && bounds.high < margin
      ? 'non-inferior'
      : bounds && bounds.low > margin
        ? 'inferior'
        : 'undecided';
  return { verdict, count: worsening.length, mean: mean(worsening), margin, level, ...evidence };
}

type Evidence = Pick<NonInferiority, 'bounds' | 'tBounds' | 'bootstrapBounds' | 'pValue'>;

function evidenceOfSpread(
  worsening: readonly number[],
  stream: RandomStream,
  margin: number,
  level: number,
  resamples?: number,
): Evidence {
  // Both ends of a two-sided interval of level 1 - 2 (1 - level) are one-sided bounds of `level`.
  const twoSided = 2 * level - 1;
  const tBounds = meanInterval(worsening, twoSided);
  const bootstrapBounds = bootstrapInterval(worsening, stream, { level: twoSided, resamples, method: 'bca' });
  const bounds = tBounds && {
    low: Math.min(tBounds.low, bootstrapBounds.low),
    high: Math.max(tBounds.high, bootstrapBounds.high),
  };
  const test = tTest(worsening, { expected: margin, alternative: 'less' });
  return { bounds, tBounds, bootstrapBounds, pValue: test?.pValue ?? null };
}

function evidenceOfEqual(
  worsening: readonly number[],
  margin: number,
  level: number,
  largest?: number,
): Evidence {
  const none = { tBounds: null, bootstrapBounds: null };
  if (largest === undefined) return { ...none, bounds: null, pValue: null };
  const [value] = worsening;
  const count = worsening.length;
  const others = 1 - (1 - level) ** (1 / count);
  const bounds = { low: value - others * (value + largest), high: value + others * (largest - value) };
  const excluded = margin > value ? Math.min(1, (margin - value) / (largest - value)) : 0;
  return { ...none, bounds, pValue: (1 - excluded) ** count };
}
