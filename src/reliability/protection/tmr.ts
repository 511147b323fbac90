import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type Tmr = Extract<Protection, { scheme: 'tmr' }>;

/**
 * Triple modular redundancy in time: every product runs three times at its operating point, and the majority of each
 * bit wins (as in selective hardening, Libano et al., IEEE Trans. Nuclear Science 2019, who triplicate chosen layers in
 * space). Errors of the runs are independent; a word stays wrong only where two runs err in the same bit.
 */
export const tmr = {
  actsWithoutFaults: true,
  needsOperands: false,
  create: () => (image) => {
    for (const word of image.runAgain(2)) {
      image.flagWord(word);
      image.vote(word);
    }
  },
} as const satisfies ProtectionScheme<Tmr>;
