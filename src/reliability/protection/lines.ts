import type { Gemm } from '../../core/workload.js';
import type { LineSyndromes, Lines, MutableLines } from './tile-syndromes.js';

/** Where a tile stands: which of the `count` matrices, and its first row and column in it. */
export interface TilePosition {
  readonly matrix: number;
  readonly firstRow: number;
  readonly firstCol: number;
}

type Shape = Pick<Gemm, 'rows' | 'cols'>;

/** Puts the lines that deviate by at least `threshold` (> 0) into `flagged`, in the order they are listed in. */
export function flagLines(lines: LineSyndromes, threshold: number, flagged: MutableLines): void {
  flagged.count = 0;
  for (let i = 0; i < lines.count; i++) {
    const line = lines.index[i];
    if (Math.abs(lines.deviation[line]) >= threshold) flagged.index[flagged.count++] = line;
  }
}

/** Fills in all rows and columns of a tile of side `side`, fewer at the edges of the matrix. */
export function wholeTile(
  { rows: height, cols: width }: Shape,
  { firstRow, firstCol }: TilePosition,
  side: number,
  rows: MutableLines,
  cols: MutableLines,
): void {
  fill(rows, Math.min(side, height - firstRow));
  fill(cols, Math.min(side, width - firstCol));
}

function fill(lines: MutableLines, count: number): void {
  lines.count = count;
  for (let i = 0; i < count; i++) lines.index[i] = i;
}

/** Index of a word within the image's accumulators. */
export const wordAt = ({ rows, cols }: Shape, tile: TilePosition, row: number, col: number): number =>
  (tile.matrix * rows + tile.firstRow + row) * cols + tile.firstCol + col;

/** The `side x side` tile that a word lies in, and its number in the order matrix, row of tiles, column of tiles. */
export function tileOf({ rows, cols }: Shape, word: number, side: number): TilePosition & { index: number } {
  const line = Math.floor(word / cols);
  const matrix = Math.floor(line / rows);
  const down = Math.floor((line % rows) / side);
  const across = Math.floor((word % cols) / side);
  const index = (matrix * Math.ceil(rows / side) + down) * Math.ceil(cols / side) + across;
  return { matrix, firstRow: down * side, firstCol: across * side, index };
}

/** A tile with some of its rows and columns. */
export interface TileLines {
  readonly tile: TilePosition;
  readonly rows: Lines;
  readonly cols: Lines;
}

/** The tiles that some words lie in, each with the rows and columns of these words in it, ascending. */
export function tilesOfWords(shape: Shape, words: Iterable<number>, side: number): TileLines[] {
  const tiles = new Map<number, { tile: TilePosition; rows: Set<number>; cols: Set<number> }>();
  for (const word of words) {
    const tile = tileOf(shape, word, side);
    const known = tiles.get(tile.index) ?? { tile, rows: new Set<number>(), cols: new Set<number>() };
    tiles.set(tile.index, known);
    known.rows.add((Math.floor(word / shape.cols) % shape.rows) - tile.firstRow);
    known.cols.add((word % shape.cols) - tile.firstCol);
  }
  return [...tiles.values()].map(({ tile, rows, cols }) => ({
    tile,
    rows: linesOf(rows),
    cols: linesOf(cols),
  }));
}

const linesOf = (positions: ReadonlySet<number>): Lines => ({
  count: positions.size,
  index: Int32Array.from(positions).sort(),
});
