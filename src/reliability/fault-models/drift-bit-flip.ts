import type { RandomStream } from '../../core/random-stream.js';
import { accumulatorWords } from '../../core/workload.js';
import type { FaultModel } from './fault-model.js';
import { forEachHit } from './hits.js';

/** A hit flips one of bits 0..30: the sign bit is never hit. */
export const FLIPPED_BITS = 31;

/**
 * The faults that DRIFT injects (arXiv 2604.09073; structure as read from a public repository that appears to hold
 * its experiment code): each output word is hit with independent probability p, and a hit flips exactly one bit,
 * uniform in 0..30.
 */
export const driftBitFlip: FaultModel = {
  sample(site, accumulators, offset, wordErrorRate, stream, faults) {
    forEachHit(accumulatorWords(site.gemm), wordErrorRate, stream, (word) => {
      faults.push(word, deviation(accumulators[offset + word], stream));
    });
  },
  deviation,
};

function deviation(value: number, stream: RandomStream): number {
  // The flip touches the low word of a value wider than 32 bits.
  const low = value | 0;
  return (low ^ (1 << stream.integer(FLIPPED_BITS))) - low;
}
