import type { Gemm } from '../../core/workload.js';
import {
  type ChecksumReader,
  createTileSyndromes,
  type MutableLineSyndromes,
  type TileSyndromes,
} from './tile-syndromes.js';

/**
 * Checksum syndromes as hardware gets them: every word of every tile is summed, once over the faulty accumulators
 * (the observed sums) and once over a clean copy (the predicted ones). The audit of {@link InjectedChecksums}:
 * far slower, and it knows nothing of the faults.
 */
export class SummedChecksums implements ChecksumReader {
  private readonly tile;
  private gemm: Gemm | null = null;
  private clean: Int32Array = new Int32Array(0);
  private faulty: Int32Array = this.clean;
  private offset = 0;
  private nextIndex = 0;

  constructor(private readonly tileSize: number) {
    this.tile = createTileSyndromes(tileSize);
  }

  /** Begins to read the tiles of one image, whose words begin at `offset` in `faulty` and at 0 in `clean`. */
  open(gemm: Gemm, clean: Int32Array, faulty: Int32Array, offset: number): void {
    this.gemm = gemm;
    this.clean = clean;
    this.faulty = faulty;
    this.offset = offset;
    this.nextIndex = 0;
  }

  nextTile(): TileSyndromes | null {
    const { gemm, tileSize } = this;
    if (gemm === null) return null;
    const across = Math.ceil(gemm.cols / tileSize);
    const down = Math.ceil(gemm.rows / tileSize);
    while (this.nextIndex < gemm.count * down * across) {
      const index = this.nextIndex++;
      this.tile.matrix = Math.floor(index / (down * across));
      this.tile.firstRow = (Math.floor(index / across) % down) * tileSize;
      this.tile.firstCol = (index % across) * tileSize;
      this.sumTile(gemm);
      if (this.tile.rows.count > 0 || this.tile.cols.count > 0) return this.tile;
    }
    return null;
  }

  private sumTile(gemm: Gemm): void {
    const { tile, tileSize } = this;
    const height = Math.min(tileSize, gemm.rows - tile.firstRow);
    const width = Math.min(tileSize, gemm.cols - tile.firstCol);
    const first = (tile.matrix * gemm.rows + tile.firstRow) * gemm.cols + tile.firstCol;
    tile.rows.count = 0;
    for (let row = 0; row < height; row++) {
      this.sumLine(tile.rows, row, first + row * gemm.cols, 1, width);
    }
    tile.cols.count = 0;
    for (let col = 0; col < width; col++) this.sumLine(tile.cols, col, first + col, gemm.cols, height);
  }

  /** Sums one line of `length` words, `pitch` apart, and lists it if it deviates. */
  private sumLine(
    lines: MutableLineSyndromes,
    line: number,
    firstWord: number,
    pitch: number,
    length: number,
  ): void {
    let observed = 0;
    let predicted = 0;
    for (let i = 0; i < length; i++) {
      observed += this.faulty[this.offset + firstWord + i * pitch];
      predicted += this.clean[firstWord + i * pitch];
    }
    if (observed === predicted) return;
    lines.index[lines.count++] = line;
    lines.deviation[line] = observed - predicted;
  }
}
