import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type DriftZeroLarge = Extract<Protection, { scheme: 'drift-zero-large' }>;

/** The bit of DRIFT's code (its "AD_18"). */
const LARGE = 2 ** 18;

/**
 * What DRIFT compares with under the name of ThUnderVolt (arXiv 2604.09073; as read from a public repository that
 * appears to hold its experiment code): accumulators of magnitude 2^18 and above are set to 0. It is not ThUnderVolt's
 * mechanism, which is `te-drop`.
 *
 * Inferred: only words that an error hit are looked at, which is what ThUnderVolt's latches would show; correct words
 * are as large as that in deep products.
 */
export const driftZeroLarge = {
  actsWithoutFaults: false,
  needsOperands: false,
  create: () => (image) => {
    for (const word of image.lateWords(1).words) {
      if (Math.abs(image.read(word)) < LARGE) continue;
      image.flagWord(word);
      image.clearWord(word);
    }
  },
} as const satisfies ProtectionScheme<DriftZeroLarge>;
