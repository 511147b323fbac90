import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type Effort = Extract<Protection, { scheme: 'effort' }>;

/** Detection is that of shadow latches without a gap in their window. */
const COVERAGE = 1;

/**
 * EFFORT (ASP-DAC 2020, IEEE TVLSI 2020): an update that is found late is skipped and the accumulator keeps its old
 * value, so that the erring product itself is missing from the sum. Clock gating of idle elements, the paper's other
 * half, saves energy that the cost model does not spend.
 *
 * Inferred (only summaries of the paper were at hand): the sum goes on with the next update in the next cycle, without
 * a stall, and updates are late with equal probability.
 */
export const effort = {
  actsWithoutFaults: false,
  needsOperands: true,
  create: () => (image) => {
    const { words, updates } = image.lateWords(COVERAGE);
    words.forEach((word, i) => {
      image.flagWord(word);
      image.dropProduct(word, updates[i]);
    });
  },
} as const satisfies ProtectionScheme<Effort>;
