import type { Protection } from '../../core/policy.js';
import { flagLines, wholeTile, wordAt } from './lines.js';
import type { ProtectedImage } from './protected-image.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines, type Lines, type TileSyndromes } from './tile-syndromes.js';

type Abft = Extract<Protection, { scheme: 'abft' }>;

/** Every deviation counts: integer sums have no rounding errors. */
const ANY_DEVIATION = 1;

/**
 * Algorithm-based fault tolerance (Huang and Abraham, IEEE Trans. Computers C-33(6), 1984) on every B x B tile of the
 * output: one row and one column that deviate by the same amount locate a single error, which is subtracted; one line
 * that deviates alone is an error of the checksum itself, and the tile stands; anything else is more than one error,
 * and the tile is computed again at the nominal operating point. Errors that look like a single one are corrected
 * wrongly, and errors that cancel in all lines go unnoticed, as in hardware.
 *
 * Where the tile alone is known, all of its words count as flagged.
 */
export const abft = {
  actsWithoutFaults: false,
  needsOperands: false,
  create(_: Abft, tileSize: number) {
    const rows = createLines(tileSize);
    const cols = createLines(tileSize);
    return (image) => {
      const tiles = image.checksums();
      for (let tile = tiles.nextTile(); tile !== null; tile = tiles.nextTile()) {
        flagLines(tile.rows, ANY_DEVIATION, rows);
        flagLines(tile.cols, ANY_DEVIATION, cols);
        if (rows.count + cols.count <= 1) continue;
        if (correctSingle(image, tile, rows, cols)) continue;
        wholeTile(image.gemm, tile, tileSize, rows, cols);
        image.flag(tile, rows, cols);
        image.recompute(tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<Abft>;

/** Corrects what looks like a single error; false when it does not. */
function correctSingle(image: ProtectedImage, tile: TileSyndromes, rows: Lines, cols: Lines): boolean {
  if (rows.count !== 1 || cols.count !== 1) return false;
  const [row, col] = [rows.index[0], cols.index[0]];
  const residue = tile.rows.deviation[row];
  if (residue !== tile.cols.deviation[col]) return false;
  const word = wordAt(image.gemm, tile, row, col);
  image.flagWord(word);
  image.subtract(word, residue);
  return true;
}
