/** Bytes that DRIFT's cost script moves at once; it cuts a tile into rows of as many INT8 words. */
const ROW_BYTES = 64;

/**
 * DRAM traffic that rollback-ABFT adds, relative to the weights' traffic, as DRIFT itself expects it (arXiv 2604.09073;
 * formula as read from the power script of a public repository that appears to hold its experiment code), for comparing
 * with `expectedCounts`, which follows the addresses:
 * `1 / interval + (E[dirty rows] - P(exactly one error in the tile)) / rows`, the tile being cut into B^2 / 64 rows of
 * 64 bytes, each dirty with probability `1 - (1 - p)^64`; a single error is taken to be corrected in place.
 *
 * @param wordErrorRate p, probability in 0..1 that a word is wrong; every error counts, whatever its size
 * @param plan.interval steps between two refreshes of the checkpoint, >= 1
 * @param plan.tileSize B, a multiple of 8
 * @example driftExtraTraffic(1e-3, { interval: 10, tileSize: 32 }) // 0.139
 */
export function driftExtraTraffic(
  wordErrorRate: number,
  { interval, tileSize }: { readonly interval: number; readonly tileSize: number },
): number {
  const words = tileSize ** 2;
  const rows = words / ROW_BYTES;
  const correct = 1 - wordErrorRate;
  const dirtyRows = rows * (1 - correct ** ROW_BYTES);
  const exactlyOne = words * wordErrorRate * correct ** (words - 1);
  return 1 / interval + (dirtyRows - exactlyOne) / rows;
}
