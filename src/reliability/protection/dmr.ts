import type { Protection } from '../../core/policy.js';
import { tilesOfWords, wholeTile } from './lines.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines } from './tile-syndromes.js';

type Dmr = Extract<Protection, { scheme: 'dmr' }>;

/**
 * Dual modular redundancy in time: every product runs twice at its operating point, the results are compared word by
 * word, and each tile in which they differ is computed a third time at the nominal point. Errors of the two runs are
 * independent; only the same error in the same word of both goes unnoticed. (Which blocks to harden, as HarDNN ranks
 * them, is the policy's choice.)
 */
export const dmr = {
  actsWithoutFaults: true,
  needsOperands: false,
  create(_: Dmr, tileSize: number) {
    const rows = createLines(tileSize);
    const cols = createLines(tileSize);
    return (image) => {
      const mismatches = image.runAgain(1);
      for (const word of mismatches) image.flagWord(word);
      for (const { tile } of tilesOfWords(image.gemm, mismatches, tileSize)) {
        wholeTile(image.gemm, tile, tileSize, rows, cols);
        image.recompute(tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<Dmr>;
