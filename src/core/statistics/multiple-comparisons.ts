import { bugError } from '../errors.js';

/*
 * Corrections of p-values for testing several hypotheses at once, such as all policies of a front. Each returns
 * adjusted p-values in the order of the given ones: a hypothesis is rejected where its adjusted p-value is at most
 * the level. No p-values give none; one outside of [0, 1], or NaN, is a BugError.
 */

/**
 * Holm 1979: bounds the probability of any false rejection, whatever the dependence between the tests.
 *
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export const holm = (pValues: readonly number[]): number[] => {
  let largest = 0;
  return adjust(pValues, 'ascending', (p, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank + 1) * p));
    return largest;
  });
};

/**
 * Benjamini and Hochberg 1995: bounds the expected share of false ones among the rejections, for tests that are
 * independent or positively dependent.
 *
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export const benjaminiHochberg = (pValues: readonly number[]): number[] => {
  let smallest = 1;
  return adjust(pValues, 'descending', (p, rank) => {
    smallest = Math.min(smallest, (pValues.length / rank) * p);
    return smallest;
  });
};

/** Visits p-values in an order of size; `rank` is 1 for the smallest. */
function adjust(
  pValues: readonly number[],
  order: 'ascending' | 'descending',
  visit: (p: number, rank: number) => number,
): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw bugError(`p-values: expected numbers from 0 to 1, got ${wrong}`);
  const ranked = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Array<number>(pValues.length);
  const ranks = ranked.map((_, i) => (order === 'ascending' ? i : ranked.length - 1 - i));
  for (const i of ranks) adjusted[ranked[i]] = visit(pValues[ranked[i]], i + 1);
  return adjusted;
}
