/** A model is fitted anew after so many more results: a share of those there are, within limits of its own for few. */
const NEW_SHARE = 1 / 12;
const [FEWEST_NEW, MOST_NEW] = [2, 12];
/** With more than some hundred results the limit is a share as well, so that fits stay few. */
const LATE_NEW_SHARE = 1 / 64;
/** How far the results grow between two fits that begin from nothing, as a share of those there are. */
const FRESH_SHARE = 1 / 4;

/**
 * To how many of the first results models are fitted on the way to that of the latest, rising: the first begins from
 * nothing, each other one with the answer of the one before. Depends on the number of results alone, so that a resumed
 * study repeats what the one before had done.
 *
 * @param results how many there are, at least one
 */
export function fitCounts(results: number): number[] {
  let counts = [1];
  for (let next = nextCount(1); next <= results; next = nextCount(next)) {
    if (next >= counts[0] * (1 + FRESH_SHARE)) counts = [next];
    else counts.push(next);
  }
  return counts;
}

function nextCount(count: number): number {
  const most = Math.max(MOST_NEW, count * LATE_NEW_SHARE);
  return count + Math.floor(Math.min(most, Math.max(FEWEST_NEW, count * NEW_SHARE)));
}
