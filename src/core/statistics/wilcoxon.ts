import { normalCdf } from './normal-distribution.js';
import { requireValues } from './summary.js';
import type { Alternative } from './t-test.js';

/** Most differences for which the distribution is computed exactly, as in SciPy and R. */
const EXACT_LIMIT = 50;

export interface WilcoxonOptions {
  readonly alternative?: Alternative;
  /**
   * What becomes of differences of 0, which images that no fault reached have: 'drop' leaves them out before ranking
   * (Wilcoxon 1945); 'pratt' ranks them and then leaves out their ranks (Pratt 1959).
   */
  readonly zeros?: 'drop' | 'pratt';
}

export interface WilcoxonTest {
  /** Sum of the ranks of positive differences. */
  readonly positiveRankSum: number;
  /** Differences that are not 0. */
  readonly count: number;
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
}

/**
 * The signed-rank test of Wilcoxon 1945: whether paired differences are symmetric about 0. Equal magnitudes share
 * their mean rank. For at most 50 differences that are not 0 the p-value is exact, also with ties (given the ranks,
 * every pattern of signs is equally likely); beyond, normal with correction for ties and continuity. Differences
 * that are all 0 give p = 1; NaN gives NaN.
 */
export function wilcoxonSignedRank(
  differences: readonly number[],
  { alternative = 'two-sided', zeros = 'drop' }: WilcoxonOptions = {},
): WilcoxonTest {
  requireValues(differences, 'signed-rank test');
  const ranked = zeros === 'drop' ? differences.filter((difference) => difference !== 0) : differences;
  const ranks = midranks(ranked.map(Math.abs));
  const counted = ranks
    .map((rank, i) => ({ rank, sign: Math.sign(ranked[i]) }))
    .filter(({ sign }) => sign !== 0);
  const positiveRankSum = counted.reduce((sum, { rank, sign }) => sum + (sign > 0 ? rank : 0), 0);
  const method = counted.length <= EXACT_LIMIT ? 'exact' : 'normal';
  const test = method === 'exact' ? exactTails : normalTails;
  const tails = test(
    counted.map(({ rank }) => rank),
    positiveRankSum,
  );
  const pValue = ranked.some(Number.isNaN) ? Number.NaN : pValueOf(tails, alternative);
  return { positiveRankSum, count: counted.length, pValue, method };
}

/** Probabilities of a rank sum at most, and at least, as large as the observed one. */
interface Tails {
  readonly atMost: number;
  readonly atLeast: number;
}

function pValueOf({ atMost, atLeast }: Tails, alternative: Alternative): number {
  if (alternative === 'less') return atMost;
  return alternative === 'greater' ? atLeast : Math.min(1, 2 * Math.min(atMost, atLeast));
}

/** Rank of each value from 1; equal values share the mean of their ranks. */
function midranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (const i of order.slice(start, end)) ranks[i] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** The distribution of the sum over all patterns of signs, rank by rank; ranks are doubled to make them integers. */
function exactTails(ranks: readonly number[], observed: number): Tails {
  const doubled = ranks.map((rank) => 2 * rank);
  const most = doubled.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(most + 1);
  probability[0] = 1;
  for (const rank of doubled) {
    for (let sum = most; sum >= 0; sum--) {
      probability[sum] = 0.5 * (probability[sum] + (sum >= rank ? probability[sum - rank] : 0));
    }
  }
  const total = (from: number, to: number) =>
    probability.subarray(from, to).reduce((sum, share) => sum + share, 0);
  return { atMost: total(0, 2 * observed + 1), atLeast: total(2 * observed, most + 1) };
}

/** Mean sum(r)/2 and variance sum(r^2)/4 over all patterns of signs, which holds the correction for ties. */
function normalTails(ranks: readonly number[], observed: number): Tails {
  const centre = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  return {
    atMost: normalCdf((observed - centre + 0.5) / deviation),
    atLeast: normalCdf((centre - observed + 0.5) / deviation),
  };
}
