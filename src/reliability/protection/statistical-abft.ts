import type { Protection } from '../../core/policy.js';
import { wholeTile } from './lines.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines, type LineSyndromes } from './tile-syndromes.js';

type StatisticalAbft = Extract<Protection, { scheme: 'statistical-abft' }>;

/**
 * ReaLM's statistical ABFT (Xie et al., DAC 2025, arXiv 2503.24053): column checksums give the magnitude of what went
 * wrong in a tile (matrix-sum deviation, the sum of all deviations) and how often (how many columns deviate); a tile is
 * computed again at the nominal operating point only where both lie in a critical region, and left as it is elsewhere.
 * Where it is computed again, all of its words count as flagged.
 *
 * Inferred (the paper's regions are fitted per component, and their shape was not at hand): the region is the quadrant
 * `|sum| >= 2^magnitudeBit` and `columns >= frequency`. Deviations of opposite sign cancel in the sum, as in its
 * hardware; an error of a magnitude above the region that stands alone in its tile passes when `frequency` > 1.
 */
export const statisticalAbft = {
  actsWithoutFaults: false,
  needsOperands: false,
  create({ magnitudeBit, frequency }: StatisticalAbft, tileSize: number) {
    const magnitude = 2 ** magnitudeBit;
    const rows = createLines(tileSize);
    const cols = createLines(tileSize);
    return (image) => {
      const tiles = image.checksums();
      for (let tile = tiles.nextTile(); tile !== null; tile = tiles.nextTile()) {
        const { sum, deviating } = statistics(tile.cols);
        if (Math.abs(sum) < magnitude || deviating < frequency) continue;
        wholeTile(image.gemm, tile, tileSize, rows, cols);
        image.flag(tile, rows, cols);
        image.recompute(tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<StatisticalAbft>;

function statistics({ index, count, deviation }: LineSyndromes) {
  let sum = 0;
  let deviating = 0;
  for (let i = 0; i < count; i++) {
    sum += deviation[index[i]];
    if (deviation[index[i]] !== 0) deviating++;
  }
  return { sum, deviating };
}
