import { JOE_KUO_DIRECTIONS } from './joe-kuo-directions.js';

const BITS = 32;

/** Direction numbers of each dimension, `dimensions x 32`, as unsigned words: the first bit is the highest. */
const DIRECTIONS: readonly Uint32Array[] = [
  Uint32Array.from({ length: BITS }, (_, i) => 2 ** (BITS - 1 - i)),
  ...JOE_KUO_DIRECTIONS.trim().split(/\s+/).map(directionsOf),
];

/** How many dimensions there are. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length;

/**
 * A coordinate of the Sobol sequence as a word: 2^32 times a number in [0, 1). In Gray code order (I. A. Antonov, V. M.
 * Saleev 1979), as SciPy has it.
 *
 * @param index of the point, integer in 0..2^32-1; point 0 is the origin
 * @param dimension 0..SOBOL_DIMENSIONS-1
 */
export function sobolWord(index: number, dimension: number): number {
  const directions = DIRECTIONS[dimension];
  let gray = (index ^ (index >>> 1)) >>> 0;
  let word = 0;
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) {
    if (gray & 1) word ^= directions[bit];
  }
  return word >>> 0;
}

/** The recurrence of the directions from an entry of the table (Joe and Kuo 2008, equation 3). */
function directionsOf(entry: string): Uint32Array {
  const [coefficients, initial] = entry.split(':');
  const a = Number(coefficients);
  const m = initial.split(',').map(Number);
  const degree = m.length;
  const v = new Uint32Array(BITS);
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = m[i] * 2 ** (BITS - 1 - i);
      continue;
    }
    v[i] = v[i - degree] ^ (v[i - degree] >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((a >>> (degree - 1 - k)) & 1) v[i] ^= v[i - k];
    }
  }
  return v;
}
