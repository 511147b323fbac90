import { bugError } from '../errors.js';
import { normalQuantile } from './normal-distribution.js';
import type { Interval } from './summary.js';

/**
 * Confidence interval for a proportion, such as the class accuracy (Wilson 1927; the choice of Brown, Cai and
 * DasGupta 2001 for small samples): within [0, 1], and never without width, also where all or none succeed.
 *
 * @param count trials, integer >= 1
 * @param level share of repetitions of the experiment whose interval holds the true proportion, in (0, 1)
 */
export function wilsonInterval(successes: number, count: number, level = 0.95): Interval {
  if (!(count >= 1 && successes >= 0 && successes <= count)) {
    throw bugError(
      `Wilson interval: expected successes among at least one trial, got ${successes} of ${count}`,
    );
  }
  const z = normalQuantile((1 + level) / 2);
  const share = successes / count;
  const shrink = 1 + z ** 2 / count;
  const centre = (share + z ** 2 / (2 * count)) / shrink;
  const halfWidth = (z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))) / shrink;
  return {
    low: successes === 0 ? 0 : centre - halfWidth,
    high: successes === count ? 1 : centre + halfWidth,
  };
}
