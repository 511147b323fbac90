import { RandomStream } from '../../core/random-stream.js';

const BITS = 32;

/**
 * Nested uniform scrambling (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995): each bit of a
 * coordinate is flipped or not by a random bit of its own for each value of the bits above it. The points stay as
 * evenly spread, and each one is uniformly distributed.
 */
export class OwenScramble {
  private readonly stream: RandomStream;

  /** @param seed of the study, unsigned 32-bit */
  constructor(seed: number) {
    this.stream = new RandomStream(seed, 'search');
  }

  /** The scrambled word of a dimension; words as of `sobolWord`. */
  scramble(word: number, dimension: number): number {
    let scrambled = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const above = bit === 0 ? 0 : word >>> (BITS - bit);
      // Site 0 is for suggestions.
      this.stream.seek(dimension + 1, bit, above);
      const flip = this.stream.uint32() >>> 31;
      scrambled = (scrambled << 1) | (((word >>> (BITS - 1 - bit)) & 1) ^ flip);
    }
    return scrambled >>> 0;
  }
}
