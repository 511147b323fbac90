import type { Protection, RestoreRule } from '../../core/policy.js';
import { flagLines } from './lines.js';
import type { ProtectedImage } from './protected-image.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines, type Lines, type TileSyndromes } from './tile-syndromes.js';

type RollbackAbft = Extract<Protection, { scheme: 'rollback-abft' }>;

/**
 * DRIFT's rollback-ABFT (arXiv 2604.09073): rows and columns of a tile whose checksums deviate by a threshold or more
 * are flagged, and every word where a flagged row crosses a flagged column is replaced: by the same site's value at the
 * last checkpoint (`stale`, what DRIFT does), by 0, by the line through the last two checkpoints (`extrapolate`; 2 x_1
 * - x_0 for steps that follow one another, as in an earlier variant in what appears to be DRIFT's code), or by a
 * recomputation at the nominal point. What is flagged is what checksums can show, the sum of a line's errors: opposite
 * errors cancel, and small ones add up to false alarms. (That code flags by the injected errors themselves instead.)
 *
 * The threshold is 2^t, or `thresholdShare` of the site's calibrated full scale at the step of now; where columns have
 * scales of their own, of the least full scale among them, so that in no column a larger share passes.
 */
export const rollbackAbft = {
  actsWithoutFaults: false,
  needsOperands: false,
  create({ thresholdBit, thresholdShare, restore = 'stale' }: RollbackAbft, tileSize: number) {
    const rows = createLines(tileSize);
    const cols = createLines(tileSize);
    return (image) => {
      const threshold =
        thresholdShare === undefined ? 2 ** (thresholdBit ?? 0) : thresholdShare * leastFullScale(image);
      const tiles = image.checksums();
      for (let tile = tiles.nextTile(); tile !== null; tile = tiles.nextTile()) {
        flagLines(tile.rows, threshold, rows);
        flagLines(tile.cols, threshold, cols);
        if (rows.count === 0 || cols.count === 0) continue;
        image.flag(tile, rows, cols);
        replace(image, restore, tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<RollbackAbft>;

function leastFullScale(image: ProtectedImage): number {
  let least = Infinity;
  for (let col = 0; col < image.gemm.cols; col++) least = Math.min(least, image.fullScale(col));
  return least;
}

function replace(
  image: ProtectedImage,
  rule: RestoreRule,
  tile: TileSyndromes,
  rows: Lines,
  cols: Lines,
): void {
  if (rule === 'zero') image.clear(tile, rows, cols);
  else if (rule === 'recompute') image.recompute(tile, rows, cols);
  else image.restore(tile, rows, cols, rule);
}
