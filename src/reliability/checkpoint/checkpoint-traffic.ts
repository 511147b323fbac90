import type { CheckpointLayout } from '../../core/policy.js';
import type { Gemm } from '../../core/workload.js';
import type { ProtectionGeometry } from '../protection-geometry.js';

/** DRAM traffic, added up over tiles. */
export interface Traffic {
  /** Bytes moved, in whole accesses. */
  bytes: number;
  /** DRAM rows opened. */
  rowActivations: number;
}

/** Which tile of a matrix: its first row and column. */
interface TilePosition {
  readonly firstRow: number;
  readonly firstCol: number;
}

/**
 * DRAM accesses and row activations of checkpoint traffic: one byte a word, each matrix from a DRAM-row-aligned
 * base, either row by row (`row-major`) or tile after tile, edge tiles padded to B x B (`tile-contiguous`).
 *
 * First order: a tile's transfer opens each DRAM row that it touches once, and nothing stays open from tile to
 * tile; banks, channels and other traffic are not modelled. An access that is used in part counts as a whole.
 */
export class CheckpointTraffic {
  private readonly refreshes = new Map<number, Traffic>();

  constructor(
    private readonly layout: CheckpointLayout,
    private readonly geometry: ProtectionGeometry,
  ) {}

  /**
   * Adds the reading (or writing) of some rows of one tile to `traffic`.
   *
   * @param rows positions within the tile, ascending; the first `count` are meant
   */
  addTileRows(
    gemm: Gemm,
    { firstRow, firstCol }: TilePosition,
    rows: ArrayLike<number>,
    count: number,
    traffic: Traffic,
  ): void {
    const { tileSize, accessBytes, rowBytes } = this.geometry;
    const width = Math.min(tileSize, gemm.cols - firstCol);
    const rowMajor = this.layout === 'row-major';
    const pitch = rowMajor ? gemm.cols : tileSize;
    const base = rowMajor ? firstRow * gemm.cols + firstCol : this.tileAddress(gemm, firstRow, firstCol);
    let lastAccess = -1;
    let lastDramRow = -1;
    for (let i = 0; i < count; i++) {
      const begin = base + rows[i] * pitch;
      const end = begin + width - 1;
      const access = Math.floor(end / accessBytes);
      const dramRow = Math.floor(end / rowBytes);
      traffic.bytes += (access - Math.max(Math.floor(begin / accessBytes) - 1, lastAccess)) * accessBytes;
      traffic.rowActivations += dramRow - Math.max(Math.floor(begin / rowBytes) - 1, lastDramRow);
      lastAccess = access;
      lastDramRow = dramRow;
    }
  }

  /** Traffic of writing one image's checkpoint of a site, tile by tile as the array produces them. */
  refresh(gemm: Gemm): Traffic {
    const known = this.refreshes.get(gemm.index);
    if (known) return known;
    const { tileSize } = this.geometry;
    const traffic = { bytes: 0, rowActivations: 0 };
    const allRows = Int32Array.from({ length: tileSize }, (_, row) => row);
    for (let firstRow = 0; firstRow < gemm.rows; firstRow += tileSize) {
      const height = Math.min(tileSize, gemm.rows - firstRow);
      for (let firstCol = 0; firstCol < gemm.cols; firstCol += tileSize) {
        this.addTileRows(gemm, { firstRow, firstCol }, allRows, height, traffic);
      }
    }
    traffic.bytes *= gemm.count;
    traffic.rowActivations *= gemm.count;
    this.refreshes.set(gemm.index, traffic);
    return traffic;
  }

  private tileAddress(gemm: Gemm, firstRow: number, firstCol: number): number {
    const { tileSize } = this.geometry;
    const across = Math.ceil(gemm.cols / tileSize);
    return ((firstRow / tileSize) * across + firstCol / tileSize) * tileSize * tileSize;
  }
}
