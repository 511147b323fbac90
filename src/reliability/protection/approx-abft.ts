import type { Protection } from '../../core/policy.js';
import { flagLines, wordAt } from './lines.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines } from './tile-syndromes.js';

type ApproxAbft = Extract<Protection, { scheme: 'approx-abft' }>;

/**
 * ApproxABFT (arXiv 2302.10469): ABFT that acts only on checksum deviations above a threshold, over tiles whose size is
 * tuned per layer (`tileMultiple` x B a side, `thresholdBit`). One row and one column flagged locate an error, which is
 * subtracted; otherwise the words where flagged rows cross flagged columns are computed again at the nominal point.
 *
 * Inferred: an error counts as located when its row and its column deviate by the same amount within the threshold
 * (smaller errors may ride in either), and the row's deviation is subtracted.
 */
export const approxAbft = {
  actsWithoutFaults: false,
  needsOperands: false,
  create({ thresholdBit, tileMultiple = 1 }: ApproxAbft, tileSize: number) {
    const threshold = 2 ** thresholdBit;
    const rows = createLines(tileMultiple * tileSize);
    const cols = createLines(tileMultiple * tileSize);
    return (image) => {
      const tiles = image.checksums(tileMultiple);
      for (let tile = tiles.nextTile(); tile !== null; tile = tiles.nextTile()) {
        flagLines(tile.rows, threshold, rows);
        flagLines(tile.cols, threshold, cols);
        if (rows.count === 0 || cols.count === 0) continue;
        image.flag(tile, rows, cols);
        const [row, col] = [rows.index[0], cols.index[0]];
        const residue = tile.rows.deviation[row];
        const agree = Math.abs(residue - tile.cols.deviation[col]) < threshold;
        const located = rows.count === 1 && cols.count === 1 && agree;
        if (located) image.subtract(wordAt(image.gemm, tile, row, col), residue);
        else image.recompute(tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<ApproxAbft>;
