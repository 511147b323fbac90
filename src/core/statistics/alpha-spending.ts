import { bugError } from '../errors.js';
import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.js';
import { solveIncreasing } from './solve-increasing.js';
import { requireOpenProbability } from './summary.js';

/** Intervals of Simpson's rule over the region in which a sequential test goes on. */
const QUADRATURE_INTERVALS = 400;
/** The region's far end in standard deviations, beyond which nothing of a normal distribution is left. */
const FARTHEST = 8;

/**
 * The error probability that may have been spent when a share of the images has been seen: 2 - 2 Phi(z(alpha/2) /
 * sqrt(share)), the spending function of Lan and DeMets 1983 that resembles O'Brien and Fleming's boundaries. Little
 * is spent early, so that the last look is nearly as sharp as a single one.
 *
 * @param share information fraction in [0, 1]; 0 spends nothing
 * @param alpha one-sided error probability of the whole procedure
 */
export const spentAlpha = (share: number, alpha: number): number =>
  2 * normalCdf(normalQuantile(alpha / 2) / Math.sqrt(share));

/**
 * The one-sided level to test at for each look at growing data, so that all looks together reject a true hypothesis
 * with probability `alpha` at most: looking five times at 95% would do so 13 times in 100. Boundaries by the
 * recursion of Armitage, McPherson and Rowe 1969 for means of normal values with {@link spentAlpha}; expressed as
 * levels they serve t tests as well (Jennison and Turnbull 2000, section 4.4).
 *
 * @param shares how much of the planned data each look sees, ascending, in (0, 1]; the last need not be 1
 * @returns 1 minus the nominal significance of each look
 */
export function lookLevels(shares: readonly number[], alpha: number): number[] {
  requireOpenProbability(alpha, 'alpha');
  if (shares.some((share, i) => !(share > (shares[i - 1] ?? 0) && share <= 1))) {
    throw bugError(`looks: expected ascending shares in (0, 1], got ${shares.join(', ')}`);
  }
  const levels: number[] = [];
  let walk: Walk = { share: 0, points: Float64Array.of(0), mass: Float64Array.of(1) };
  for (const share of shares) {
    const bound = boundary(walk, share, spentAlpha(share, alpha) - spentAlpha(walk.share, alpha));
    levels.push(normalCdf(bound / Math.sqrt(share)));
    walk = goOn(walk, share, bound);
  }
  return levels;
}

/** The score sum of tests that have not stopped, normal with variance `share` but for those: where it may be. */
interface Walk {
  readonly share: number;
  readonly points: Float64Array;
  /** Probability at each point: the density times the weight of Simpson's rule. */
  readonly mass: Float64Array;
}

/** The bound at the next look that a walk exceeds with the given probability, having gone on so far. */
function boundary({ share, points, mass }: Walk, next: number, probability: number): number {
  const deviation = Math.sqrt(next - share);
  const exceeding = (bound: number) =>
    points.reduce((sum, point, i) => sum + mass[i] * normalCdf((point - bound) / deviation), 0);
  const reach = FARTHEST * Math.sqrt(next);
  return solveIncreasing((bound) => -exceeding(bound), -probability, -reach, reach);
}

/** The walk at the next look, where it stays below the bound. */
function goOn({ share, points, mass }: Walk, next: number, bound: number): Walk {
  const deviation = Math.sqrt(next - share);
  const from = -FARTHEST * Math.sqrt(next);
  const width = (bound - from) / QUADRATURE_INTERVALS;
  const places = Float64Array.from({ length: QUADRATURE_INTERVALS + 1 }, (_, i) => from + i * width);
  const density = (place: number) =>
    points.reduce(
      (sum, point, i) => sum + (mass[i] * normalDensity((place - point) / deviation)) / deviation,
      0,
    );
  const weight = (i: number) => (i === 0 || i === QUADRATURE_INTERVALS ? 1 : i % 2 === 0 ? 2 : 4);
  return {
    share: next,
    points: places,
    mass: places.map((place, i) => (density(place) * weight(i) * width) / 3),
  };
}
