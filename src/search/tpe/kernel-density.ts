import type { RandomStream } from '../../core/random-stream.js';
import { fastNormalCdf } from '../numerics/error-function.js';

/** The narrowest kernel is this part of the interval, or one over the number of kernels where that is wider. */
const MOST_KERNELS = 100;
/** Kernels farther away than so many of their deviations add nothing that matters. */
const REACH = 6;
const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** Where observations are, and how many. */
export interface Place {
  readonly centre: number;
  readonly count: number;
}

/** Kernels that share a place and a width. */
interface Kernel {
  readonly centre: number;
  readonly width: number;
  /** How many observations. */
  readonly count: number;
}

/**
 * A mixture of normal distributions on [0, 1], cut off at its ends: one for each observation, as wide as the larger gap
 * to its neighbours, and one for all that is possible, centred and as wide as the interval (J. Bergstra et al., NeurIPS
 * 2011, section 4; widths as in Optuna: S. Watanabe, arXiv 2304.11127, 2023). All weigh the same.
 */
export class KernelDensity {
  /** Kernels by rising centre, a column each: objects would take most of the time of a suggestion. */
  private readonly centres: Float64Array;
  private readonly widths: Float64Array;
  private readonly counts: Float64Array;
  /** Count of a kernel over its width and over the share of it that is in [0, 1]. */
  private readonly weights: Float64Array;
  private readonly total: number;

  /** @param observations in [0, 1], by rising centre, all different */
  constructor(observations: readonly Place[]) {
    const places = withPrior(observations);
    this.total = places.reduce((sum, { count }) => sum + count, 0);
    const narrowest = 1 / Math.min(MOST_KERNELS, 1 + this.total);
    const kernels: Kernel[] = [];
    places.forEach((place, i) => {
      kernels.push(...kernelsAt(place, places[i - 1], places[i + 1], narrowest));
    });
    this.centres = Float64Array.from(kernels, ({ centre }) => centre);
    this.widths = Float64Array.from(kernels, ({ width }) => width);
    this.counts = Float64Array.from(kernels, ({ count }) => count);
    this.weights = this.counts.map(
      (count, i) => count / (this.widths[i] * insideShare(this.centres[i], this.widths[i])),
    );
  }

  /** A number from the mixture. */
  sample(stream: RandomStream): number {
    let rest = stream.uniform() * this.total;
    const drawn = this.counts.findIndex((count) => {
      rest -= count;
      return rest <= 0;
    });
    const kernel = drawn < 0 ? this.counts.length - 1 : drawn;
    for (;;) {
      const value = this.centres[kernel] + this.widths[kernel] * stream.normal();
      if (value >= 0 && value <= 1) return value;
    }
  }

  /** Probability density at a number in [0, 1]. */
  density(x: number): number {
    let sum = 0;
    for (let i = 0; i < this.centres.length; i++) {
      const z = (x - this.centres[i]) / this.widths[i];
      if (z < REACH && z > -REACH) sum += this.weights[i] * Math.exp(-0.5 * z * z);
    }
    return sum / (this.total * SQRT_2PI);
  }

  /** Probability of the numbers from `low` to `high`, both in [0, 1]. */
  probability(low: number, high: number): number {
    let sum = 0;
    for (let i = 0; i < this.centres.length; i++) {
      const width = this.widths[i];
      const below = (low - this.centres[i]) / width;
      const above = (high - this.centres[i]) / width;
      if (below > REACH || above < -REACH) continue;
      sum += this.weights[i] * width * (fastNormalCdf(above) - fastNormalCdf(below));
    }
    return sum / this.total;
  }
}

const PRIOR_CENTRE = 0.5;

/** Share of a kernel that is within [0, 1]. */
function insideShare(centre: number, width: number): number {
  const margin = REACH * width;
  if (centre > margin && 1 - centre > margin) return 1;
  return fastNormalCdf((1 - centre) / width) - fastNormalCdf(-centre / width);
}

/** The places with one more kernel at the prior's centre. */
function withPrior(places: readonly Place[]): Place[] {
  const found = places.findIndex(({ centre }) => centre >= PRIOR_CENTRE);
  const at = found < 0 ? places.length : found;
  const known = places[at]?.centre === PRIOR_CENTRE ? places[at].count : 0;
  return places.toSpliced(at, known > 0 ? 1 : 0, { centre: PRIOR_CENTRE, count: known + 1 });
}

/**
 * The kernels of a place. Of equal observations the first has a gap below, the last one above, and the others none. At
 * the prior's centre one kernel is the prior's.
 */
function kernelsAt(
  { centre, count }: Place,
  below: Place | undefined,
  above: Place | undefined,
  narrowest: number,
): Kernel[] {
  const kernel = (width: number, number: number): Kernel => ({
    centre,
    width,
    count: number,
  });
  const bounded = (gap: number) => Math.min(1, Math.max(narrowest, gap));
  const gapBelow = below ? centre - below.centre : 0;
  const gapAbove = above ? above.centre - centre : 0;
  const prior = centre === PRIOR_CENTRE ? [kernel(1, 1)] : [];
  const left = count - prior.length;
  if (left === 0) return prior;
  if (left === 1)
    return [...prior, kernel(bounded(prior.length > 0 ? gapAbove : Math.max(gapBelow, gapAbove)), 1)];
  const ends = [kernel(bounded(prior.length > 0 ? 0 : gapBelow), 1), kernel(bounded(gapAbove), 1)];
  return left === 2 ? [...prior, ...ends] : [...prior, ...ends, kernel(narrowest, left - 2)];
}
