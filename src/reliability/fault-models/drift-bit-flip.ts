import { accumulatorWords } from '../../core/workload.js';
import type { FaultModel } from './fault-model.js';

/** A hit flips one of bits 0..30: the sign bit is never hit. */
export const FLIPPED_BITS = 31;

/**
 * The faults that DRIFT injects (arXiv 2604.09073; structure as read from a public repository that appears to hold
 * its experiment code): each output word is hit with independent probability p, and a hit flips exactly one bit,
 * uniform in 0..30.
 *
 * Words are reached by geometric skips, gap = floor(ln u / ln(1 - p)), so the cost goes with the faults and not
 * with the words. u has 32 bits: the distribution of a gap is exact to 2^-32.
 */
export const driftBitFlip: FaultModel = {
  sample(site, accumulators, offset, wordErrorRate, stream, faults) {
    if (!(wordErrorRate > 0)) return;
    const words = accumulatorWords(site.gemm);
    const inverseLog = 1 / Math.log1p(-wordErrorRate);
    let word = Math.floor(Math.log(stream.uniform()) * inverseLog);
    while (word < words) {
      const value = accumulators[offset + word];
      faults.push(word, (value ^ (1 << stream.integer(FLIPPED_BITS))) - value);
      word += 1 + Math.floor(Math.log(stream.uniform()) * inverseLog);
    }
  },
};
