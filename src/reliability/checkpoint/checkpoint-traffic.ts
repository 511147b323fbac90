import type { CheckpointLayout } from '../../core/policy.js';
import type { Gemm } from '../../core/workload.js';
import type { ProtectionGeometry } from '../protection-geometry.js';
import { type TouchProfile, touchProfiles } from './touch-profile.js';

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
  private readonly refreshes = new Map<number, Readonly<Traffic>>();

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
  refresh(gemm: Gemm): Readonly<Traffic> {
    const known = this.refreshes.get(gemm.index);
    if (known) return known;
    const traffic = refreshTraffic(
      touchProfiles(this.layout, gemm, this.geometry),
      gemm.count,
      this.geometry,
    );
    this.refreshes.set(gemm.index, traffic);
    return traffic;
  }

  private tileAddress(gemm: Gemm, firstRow: number, firstCol: number): number {
    const { tileSize } = this.geometry;
    const across = Math.ceil(gemm.cols / tileSize);
    return ((firstRow / tileSize) * across + firstCol / tileSize) * tileSize * tileSize;
  }
}

/** Traffic of moving all tiles of `count` equal matrices, each whole. */
export function refreshTraffic(
  profiles: readonly TouchProfile[],
  count: number,
  { accessBytes }: ProtectionGeometry,
): Readonly<Traffic> {
  const sum = (field: 'accesses' | 'dramRows') =>
    profiles.reduce((total, profile) => profile[field].reduce((a, b) => a + b, total), 0);
  return { bytes: count * sum('accesses') * accessBytes, rowActivations: count * sum('dramRows') };
}

/**
 * DRAM rows that moving one tile of a matrix whole opens: the mean over its tiles, those at the edges included.
 *
 * For a 32 x 32 tile: 1 if contiguous; row by row 32 if the matrix is 1024 words wide or more (a multiple of 32), each
 * row of the tile lying in a DRAM row of its own, and fewer in narrower ones. DRIFT's factor of 24 (arXiv 2604.09073)
 * appears to be a count and no simulation: 3 x 32 x 32 = 3072, three a word, against 32 x 32 / 8 = 128.
 *
 * @example tileActivations('row-major', { rows: 256, cols: 1152 }, { tileSize: 32, accessBytes: 32, rowBytes: 1024 }) // 32
 */
export function tileActivations(
  layout: CheckpointLayout,
  matrix: { readonly rows: number; readonly cols: number },
  geometry: ProtectionGeometry,
): number {
  const { rowActivations } = refreshTraffic(touchProfiles(layout, matrix, geometry), 1, geometry);
  const tilesAlong = (words: number) => Math.ceil(words / geometry.tileSize);
  return rowActivations / (tilesAlong(matrix.rows) * tilesAlong(matrix.cols));
}
