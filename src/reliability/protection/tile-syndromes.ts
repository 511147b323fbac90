/** Some rows (or columns) of a tile, ascending unless said otherwise: the first `count` entries of `index`. */
export interface Lines {
  readonly count: number;
  /** Positions within the tile, 0..tileSize-1. */
  readonly index: Int32Array;
}

/** Rows (or columns) of a tile with the deviations of their checksums. */
export interface LineSyndromes extends Lines {
  /**
   * Deviation of each listed line, by its position within the tile: the sum over the line's words in the tile of
   * (faulty - correct). Lines that are not listed have none; their entries are left over from other tiles.
   */
  readonly deviation: Float64Array;
}

/**
 * What the row and column checksums of one B x B tile show. In hardware a deviation is the observed sum of a line
 * minus the sum predicted from the operands' checksums, whose accumulators err only where a run asks for it
 * (`FaultyChecksums`) and are taken to be wide enough not to wrap (33 + ceil(log2 B) bits).
 */
export interface TileSyndromes {
  /** Which of the site's `count` matrices. */
  readonly matrix: number;
  /** First row and column of the tile within the matrix. */
  readonly firstRow: number;
  readonly firstCol: number;
  /** Rows ascending. */
  readonly rows: LineSyndromes;
  /** Columns in any order. */
  readonly cols: LineSyndromes;
}

/** The tiles of one image at one site, read one after another. */
export interface ChecksumReader {
  /**
   * Moves to the next tile that may deviate; a tile that is passed over has no deviation.
   *
   * @returns a view that the next call overwrites, or null after the last tile
   */
  nextTile(): TileSyndromes | null;
}

/** {@link Lines} to be filled in, with room for every line of a tile. */
export interface MutableLines extends Lines {
  count: number;
}

export const createLines = (tileSize: number): MutableLines => ({
  count: 0,
  index: new Int32Array(tileSize),
});

export interface MutableLineSyndromes extends LineSyndromes {
  count: number;
}

export const createLineSyndromes = (tileSize: number): MutableLineSyndromes => ({
  ...createLines(tileSize),
  deviation: new Float64Array(tileSize),
});

/** A tile's syndromes as their reader fills them in. */
export interface MutableTileSyndromes extends TileSyndromes {
  matrix: number;
  firstRow: number;
  firstCol: number;
  readonly rows: MutableLineSyndromes;
  readonly cols: MutableLineSyndromes;
}

export const createTileSyndromes = (tileSize: number): MutableTileSyndromes => ({
  matrix: 0,
  firstRow: 0,
  firstCol: 0,
  rows: createLineSyndromes(tileSize),
  cols: createLineSyndromes(tileSize),
});
