import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type TeDrop = Extract<Protection, { scheme: 'te-drop' }>;

/** Detection is that of shadow latches without a gap in their window. */
const COVERAGE = 1;

/**
 * TE-Drop of ThUnderVolt (Zhang et al., DAC 2018, arXiv 1802.03806): where a shadow latch finds a partial sum late, the
 * corrected sum takes the slot of the next multiply-accumulate, whose own product is dropped; nothing stalls. An error
 * therefore changes a word by one product, at most 255 x 127 in magnitude, whatever bit was hit.
 *
 * Inferred (the paper's text was not at hand): after the last update there is no product to drop, and the corrected sum
 * goes on unharmed; updates are late with equal probability. Its voltage per layer is a policy's affair.
 */
export const teDrop = {
  actsWithoutFaults: false,
  needsOperands: true,
  create: () => (image) => {
    const { words, updates } = image.lateWords(COVERAGE);
    words.forEach((word, i) => {
      image.flagWord(word);
      const next = updates[i] + 1;
      if (next < image.gemm.depth) image.dropProduct(word, next);
      else image.correct(word);
    });
  },
} as const satisfies ProtectionScheme<TeDrop>;
