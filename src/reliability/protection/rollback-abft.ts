import { z } from 'zod';
import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { createLines, type LineSyndromes, type MutableLines } from './tile-syndromes.js';

type RollbackAbft = Extract<Protection, { scheme: 'rollback-abft' }>;

const schema = z.strictObject({
  scheme: z
    .literal('rollback-abft')
    .describe('checksummed tiles; large errors are rolled back to the checkpoint'),
  thresholdBit: z
    .int()
    .min(0)
    .max(31)
    .describe('checksum deviations of magnitude 2^thresholdBit and above count as errors; 0..31'),
});

/**
 * DRIFT's rollback-ABFT (arXiv 2604.09073): rows and columns of a tile whose checksums deviate by 2^t or more are
 * flagged, and every word where a flagged row crosses a flagged column is replaced by the same site's value at the
 * last checkpoint. What is flagged is what checksums can show, the sum of a line's errors: opposite errors cancel,
 * and small ones add up to false alarms. (What appears to be DRIFT's experiment code flags by the injected errors
 * themselves instead.)
 */
export const rollbackAbft = {
  schema,
  readsCheckpoint: true,
  create({ thresholdBit }: RollbackAbft, tileSize: number) {
    const threshold = 2 ** thresholdBit;
    const rows = createLines(tileSize);
    const cols = createLines(tileSize);
    return (image) => {
      for (let tile = image.nextTile(); tile !== null; tile = image.nextTile()) {
        flag(tile.rows, threshold, rows);
        flag(tile.cols, threshold, cols);
        if (rows.count > 0 && cols.count > 0) image.restore(tile, rows, cols);
      }
    };
  },
} as const satisfies ProtectionScheme<RollbackAbft>;

/** Puts the lines that deviate by at least the threshold into `flagged`, in the order they are listed in. */
function flag(lines: LineSyndromes, threshold: number, flagged: MutableLines): void {
  flagged.count = 0;
  for (let i = 0; i < lines.count; i++) {
    const line = lines.index[i];
    if (Math.abs(lines.deviation[line]) >= threshold) flagged.index[flagged.count++] = line;
  }
}
