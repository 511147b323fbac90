import type { Protection } from '../../core/policy.js';
import type { Gemm } from '../../core/workload.js';
import { tileOf } from './lines.js';
import type { LateWords } from './protected-image.js';
import type { ProtectionScheme } from './protection-scheme.js';

type Razor = Extract<Protection, { scheme: 'razor' }>;

/**
 * Razor (Ernst et al., MICRO 2003): a shadow latch on a delayed clock samples every result again; where the two differ,
 * the pipeline stalls for one cycle and goes on with the shadow latch's value. Late transitions beyond the detection
 * window (`coverage` < 1) stay unnoticed.
 *
 * Inferred, since Razor was built for a processor: each accumulator of the array has such a latch, one stall holds the
 * whole array and serves all errors of its cycle. Replay instead of a stall would cost the same cycle. Razor's
 * proportional controller, which sets the voltage by the error rate it observes, has no place here: voltages are
 * what a policy prescribes.
 */
export const razor = {
  actsWithoutFaults: false,
  needsOperands: false,
  create({ coverage = 1 }: Razor, tileSize: number) {
    return (image) => {
      const late = image.lateWords(coverage);
      for (const word of late.words) {
        image.flagWord(word);
        image.correct(word);
      }
      image.stall(arrayCycles(image.gemm, late, tileSize));
    };
  },
} as const satisfies ProtectionScheme<Razor>;

/**
 * In how many cycles of the array some update was late: each B x B tile is one output-stationary pass, in which the
 * element (i, j) makes update k in cycle k + i + j. (With other dataflows the skew is another, the number of
 * coincidences alike.)
 */
function arrayCycles(gemm: Gemm, { words, updates }: LateWords, side: number): number {
  const cyclesPerTile = gemm.depth + 2 * side;
  const cycles = new Set<number>();
  words.forEach((word, i) => {
    const tile = tileOf(gemm, word, side);
    const row = (Math.floor(word / gemm.cols) % gemm.rows) - tile.firstRow;
    const col = (word % gemm.cols) - tile.firstCol;
    cycles.add(tile.index * cyclesPerTile + updates[i] + row + col);
  });
  return cycles.size;
}
