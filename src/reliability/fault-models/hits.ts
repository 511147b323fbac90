import type { RandomStream } from '../../core/random-stream.js';

/**
 * Visits each of `places` with independent probability `rate`, ascending. Reached by geometric skips, gap = floor(ln u /
 * ln(1 - rate)), so the cost goes with the hits and not with the places. u has 32 bits: the distribution of a gap is
 * exact to 2^-32. `visit` may draw from the stream; nothing is drawn where the rate is 0.
 */
export function forEachHit(
  places: number,
  rate: number,
  stream: RandomStream,
  visit: (place: number) => void,
): void {
  if (!(rate > 0)) return;
  const inverseLog = 1 / Math.log1p(-rate);
  let place = Math.floor(Math.log(stream.uniform()) * inverseLog);
  while (place < places) {
    visit(place);
    place += 1 + Math.floor(Math.log(stream.uniform()) * inverseLog);
  }
}
