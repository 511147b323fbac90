const MULTIPLIER_0 = 0xd2511f53 | 0;
const MULTIPLIER_0_LOW = 0x1f53;
const MULTIPLIER_0_HIGH = 0xd251;
const MULTIPLIER_1 = 0xcd9e8d57 | 0;
const MULTIPLIER_1_LOW = 0x8d57;
const MULTIPLIER_1_HIGH = 0xcd9e;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;
const ROUNDS = 10;

/**
 * High 32 bits (as a signed word) of the unsigned product of a word and a multiplier given in 16-bit halves.
 * No partial sum exceeds 2^32 - 1, so wrapping 32-bit arithmetic is exact; it is several times as fast as doubles.
 */
function multiplyHigh(word: number, multiplierLow: number, multiplierHigh: number): number {
  const low = word & 0xffff;
  const high = word >>> 16;
  const carry = Math.imul(low, multiplierLow) >>> 16;
  const middle = (Math.imul(high, multiplierLow) + carry) | 0;
  const middle2 = (Math.imul(low, multiplierHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(high, multiplierHigh) + (middle >>> 16) + (middle2 >>> 16)) | 0;
}

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11): four random 32-bit words
 * for a 128-bit counter under a 64-bit key. Counter and key words are taken modulo 2^32.
 *
 * @param out receives four unsigned words
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  out: Uint32Array,
): void {
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(c0, MULTIPLIER_0_LOW, MULTIPLIER_0_HIGH);
    const high1 = multiplyHigh(c2, MULTIPLIER_1_LOW, MULTIPLIER_1_HIGH);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
