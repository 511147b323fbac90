import type { Accelerator } from './accelerator.js';

/** The sizes by which checkpoints are cut and moved; whoever runs the protection counts bytes and rows with them. */
export interface CheckpointGeometry {
  /** B: side of a checksum tile in words, the rows of the array. */
  readonly tileSize: number;
  /** Smallest DRAM transfer in bytes. */
  readonly accessBytes: number;
  /** Bytes of a DRAM row of one pseudo-channel. */
  readonly rowBytes: number;
}

export function checkpointGeometry({ array, dram }: Accelerator): CheckpointGeometry {
  return { tileSize: array.rows, accessBytes: dram.accessBytes, rowBytes: dram.rowBytes };
}
