import type { Protection } from '../../core/policy.js';
import type { Gemm } from '../../core/workload.js';
import type { ProtectionScheme } from './protection-scheme.js';

type GreenTpu = Extract<Protection, { scheme: 'green-tpu' }>;

/** Detection is that of shadow latches without a gap in their window. */
const COVERAGE = 1;

/**
 * GreenTPU (Pandey et al., DAC 2019; IEEE TVLSI 28(7), 2020): sequences of activations that caused a timing error are
 * remembered, and the supply of the multiply-accumulate units concerned is boosted when they come again, so that no
 * further error follows. Here: after an error in an array row, that row computes its next `boostedWords` words boosted
 * to the nominal voltage and without errors; the error that started it stays.
 *
 * Inferred: the length of the boost, one entry of the history table per array row, emptied between products, and rows
 * of the matrix going to array rows in turn (row i to i mod B, band after band, each from its first column to its last). The
 * paper's point is that errors follow patterns: the same inputs err again. A fault model whose words err independently
 * has no patterns, so what is seen here is the least that the scheme can achieve.
 */
export const greenTpu = {
  actsWithoutFaults: false,
  needsOperands: false,
  create({ boostedWords }: GreenTpu, tileSize: number) {
    const boostedUntil = new Float64Array(tileSize);
    return (image) => {
      boostedUntil.fill(0);
      for (const word of image.lateWords(COVERAGE).words) {
        const { arrayRow, position, words } = placeOf(image.gemm, word, tileSize);
        if (position < boostedUntil[arrayRow]) {
          image.prevent(word);
          continue;
        }
        image.flagWord(word);
        const end = Math.min(words, position + 1 + boostedWords);
        image.boost(end - position - 1);
        boostedUntil[arrayRow] = end;
      }
    };
  },
} as const satisfies ProtectionScheme<GreenTpu>;

/** Which array row computes a word, as which of its words, and how many words the row computes in all. */
function placeOf({ rows, cols, count }: Gemm, word: number, side: number) {
  const line = Math.floor(word / cols);
  const [matrix, row] = [Math.floor(line / rows), line % rows];
  const arrayRow = row % side;
  const linesPerMatrix = Math.ceil((rows - arrayRow) / side);
  const position = (matrix * linesPerMatrix + Math.floor(row / side)) * cols + (word % cols);
  return { arrayRow, position, words: count * linesPerMatrix * cols };
}
