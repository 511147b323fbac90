import type { CheckpointLayout } from '../../core/policy.js';
import type { ProtectionGeometry } from '../protection-geometry.js';

/** How the rows of a matrix's tiles meet the units of DRAM, for all tiles of one width. */
export interface TouchProfile {
  /** Words of a row of these tiles, 1..B. */
  readonly width: number;
  /** `[m]`: DRAM accesses that hold words of exactly m rows of one tile; an access that two tiles share counts twice. */
  readonly accesses: Float64Array;
  /** `[m]`: DRAM rows, likewise. */
  readonly dramRows: Float64Array;
}

/** Equal tiles in one dimension: their first position, size and number. */
interface TileSpan {
  readonly first: number;
  readonly size: number;
  readonly tiles: number;
}

/**
 * Which DRAM accesses and rows hold how many rows of a tile, over all tiles of one matrix in a checkpoint: one byte a
 * word, laid out as `CheckpointTraffic` describes. At most two widths: full tiles and those at the right edge.
 *
 * Tiles whose addresses differ by whole DRAM rows look alike, so only one of each kind is walked.
 */
export function touchProfiles(
  layout: CheckpointLayout,
  { rows, cols }: { readonly rows: number; readonly cols: number },
  geometry: ProtectionGeometry,
): TouchProfile[] {
  const { tileSize, accessBytes, rowBytes } = geometry;
  const pitch = layout === 'row-major' ? cols : tileSize;
  return tileSpans(cols, tileSize).map((across) => {
    const accesses = new Float64Array(tileSize + 1);
    const dramRows = new Float64Array(tileSize + 1);
    for (const down of tileSpans(rows, tileSize)) {
      for (const [offset, tiles] of countOffsets(layout, cols, geometry, down, across)) {
        tally(accesses, accessBytes, offset, pitch, across.size, down.size, tiles);
        tally(dramRows, rowBytes, offset, pitch, across.size, down.size, tiles);
      }
    }
    return { width: across.size, accesses, dramRows };
  });
}

/** The full tiles of a dimension and, where one is left over, the partial one. */
export function tileSpans(length: number, tileSize: number): TileSpan[] {
  const full = Math.floor(length / tileSize);
  const rest = length - full * tileSize;
  const spans = [
    { first: 0, size: tileSize, tiles: full },
    { first: full * tileSize, size: rest, tiles: 1 },
  ];
  return spans.filter(({ size, tiles }) => size > 0 && tiles > 0);
}

/** How many of some tiles begin at each offset within a DRAM row. */
function countOffsets(
  layout: CheckpointLayout,
  cols: number,
  { tileSize, rowBytes }: ProtectionGeometry,
  down: TileSpan,
  across: TileSpan,
): ReadonlyMap<number, number> {
  const rowMajor = layout === 'row-major';
  const bytesPerRow = rowMajor ? cols : Math.ceil(cols / tileSize) * tileSize;
  const bytesPerCol = rowMajor ? 1 : tileSize;
  // Bands of tiles mostly begin at one offset or a few, so the grid is not gone through tile by tile.
  const bands = spread(new Map([[0, 1]]), down, bytesPerRow, tileSize, rowBytes);
  return spread(bands, across, bytesPerCol, tileSize, rowBytes);
}

/** Offsets of a span's tiles from each of some beginnings, with how many tiles share each. */
function spread(
  beginnings: ReadonlyMap<number, number>,
  { first, tiles }: TileSpan,
  bytesPerPosition: number,
  tileSize: number,
  rowBytes: number,
): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  for (const [beginning, times] of beginnings) {
    for (let i = 0; i < tiles; i++) {
      const offset = (beginning + (first + i * tileSize) * bytesPerPosition) % rowBytes;
      offsets.set(offset, (offsets.get(offset) ?? 0) + times);
    }
  }
  return offsets;
}

/** Adds `tiles` times one tile's units to a histogram over how many of its rows they hold a part of. */
function tally(
  histogram: Float64Array,
  unitBytes: number,
  offset: number,
  pitch: number,
  width: number,
  height: number,
  tiles: number,
): void {
  let current = -1;
  let sharers = 0;
  for (let row = 0; row < height; row++) {
    const begin = offset + row * pitch;
    const last = Math.floor((begin + width - 1) / unitBytes);
    // Rows ascend without overlap, so only the last unit of one can be the first of the next.
    for (let unit = Math.floor(begin / unitBytes); unit <= last; unit++) {
      if (unit === current) {
        sharers++;
        continue;
      }
      if (sharers > 0) histogram[sharers] += tiles;
      current = unit;
      sharers = 1;
    }
  }
  histogram[sharers] += tiles;
}
