import type { Gemm } from '../../core/workload.js';
import type { FaultList } from '../fault-models/fault-list.js';
import { type ChecksumReader, createTileSyndromes, type TileSyndromes } from './tile-syndromes.js';

const NONE = -1;

/**
 * Checksum syndromes from the injected faults alone. Because nothing but the faults disturbs an accumulator, the
 * deviation of a line is the sum of the deltas injected into it, cancellation included: exact in float64 (33-bit
 * deltas, at most `tileSize` a line) and O(faults), where hardware sums every word.
 *
 * Faults come ascending by word, so those of a band of `tileSize` matrix rows stand together; within the band they
 * are chained by tile. Tiles never cross matrices.
 */
export class InjectedChecksums implements ChecksumReader {
  private readonly tile;
  /** Whether a column of the current tile is listed. */
  private readonly listed: Uint8Array;
  private faults: FaultList | null = null;
  private rows = 0;
  private cols = 0;
  /** First fault after the current band. */
  private position = 0;
  /** First row of the band, counted through all matrices. */
  private bandRow = 0;
  /** Per tile of the band: its first fault; per fault: the next one of its tile. */
  private heads = new Int32Array(0);
  private links = new Int32Array(0);
  /** Tiles of the band that hold faults and are still to be read. */
  private dirty = new Int32Array(0);
  private dirtyCount = 0;

  constructor(private readonly tileSize: number) {
    this.tile = createTileSyndromes(tileSize);
    this.listed = new Uint8Array(tileSize);
  }

  /** Begins to read the tiles of one image: `faults` in matrices of the product's shape. */
  open(gemm: Gemm, faults: FaultList): void {
    this.faults = faults;
    this.rows = gemm.rows;
    this.cols = gemm.cols;
    this.position = 0;
    while (this.dirtyCount > 0) this.heads[this.dirty[--this.dirtyCount]] = NONE;
    const tilesAcross = Math.ceil(gemm.cols / this.tileSize);
    if (this.heads.length < tilesAcross) {
      this.heads = new Int32Array(tilesAcross).fill(NONE);
      this.dirty = new Int32Array(tilesAcross);
    }
    if (this.links.length < faults.count) this.links = new Int32Array(faults.words.length);
  }

  nextTile(): TileSyndromes | null {
    const { faults } = this;
    if (faults === null) return null;
    if (this.dirtyCount === 0) {
      if (this.position === faults.count) return null;
      this.chainBand(faults);
    }
    this.sumTile(faults, this.dirty[--this.dirtyCount]);
    return this.tile;
  }

  /** Finds the next band that holds faults and chains its faults by tile, ascending within each. */
  private chainBand({ words, count }: FaultList): void {
    const { tileSize, rows, cols } = this;
    const begin = this.position;
    const faultRow = Math.floor(words[begin] / cols);
    const matrixRow = faultRow - (faultRow % rows);
    this.bandRow = faultRow - ((faultRow - matrixRow) % tileSize);
    const endWord = Math.min(this.bandRow + tileSize, matrixRow + rows) * cols;
    let end = begin + 1;
    while (end < count && words[end] < endWord) end++;
    for (let fault = end - 1; fault >= begin; fault--) {
      const tile = Math.floor((words[fault] % cols) / tileSize);
      if (this.heads[tile] === NONE) this.dirty[this.dirtyCount++] = tile;
      this.links[fault] = this.heads[tile];
      this.heads[tile] = fault;
    }
    this.position = end;
  }

  private sumTile({ words, deltas }: FaultList, tileAcross: number): void {
    const { tile, listed, links, bandRow, cols: width } = this;
    const { rows, cols } = tile;
    for (let i = 0; i < cols.count; i++) listed[cols.index[i]] = 0;
    tile.matrix = Math.floor(bandRow / this.rows);
    tile.firstRow = bandRow % this.rows;
    tile.firstCol = tileAcross * this.tileSize;
    rows.count = 0;
    cols.count = 0;
    let lastRow = NONE;
    for (let fault = this.heads[tileAcross]; fault !== NONE; fault = links[fault]) {
      const word = words[fault];
      const matrixRow = Math.floor(word / width);
      const row = matrixRow - bandRow;
      const col = word - matrixRow * width - tile.firstCol;
      if (row !== lastRow) {
        rows.index[rows.count++] = row;
        rows.deviation[row] = 0;
        lastRow = row;
      }
      if (listed[col] === 0) {
        listed[col] = 1;
        cols.index[cols.count++] = col;
        cols.deviation[col] = 0;
      }
      rows.deviation[row] += deltas[fault];
      cols.deviation[col] += deltas[fault];
    }
    this.heads[tileAcross] = NONE;
  }
}
