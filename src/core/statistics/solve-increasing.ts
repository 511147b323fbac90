/**
 * The x in [low, high] at which an increasing function reaches a target, by halving the interval until no number
 * lies between its ends. Returns an end where the target is not reached inside; the precision is that of `f`.
 */
export function solveIncreasing(f: (x: number) => number, target: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) return above;
    if (f(middle) < target) below = middle;
    else above = middle;
  }
}

/**
 * The smallest integer >= `least` for which a condition holds that, once met, stays met: by doubling and halving.
 *
 * @returns null where it does not hold up to `most`
 */
export function smallestInteger(holds: (n: number) => boolean, least: number, most: number): number | null {
  let below = least - 1;
  let above = least;
  while (!holds(above)) {
    if (above >= most) return null;
    below = above;
    above = Math.min(most, above * 2);
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
