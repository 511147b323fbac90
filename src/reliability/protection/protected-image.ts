import type { Gemm } from '../../core/workload.js';
import type { TilePosition } from './lines.js';
import type { ChecksumReader, Lines } from './tile-syndromes.js';

/** Words of an image: ascending indices into its `count x rows x cols` accumulators. */
export type Words = Int32Array;

/** Words whose last update came late, as shadow latches show them. */
export interface LateWords {
  readonly words: Words;
  /** Which of the `depth` updates of each word was the late one, 0..depth-1. */
  readonly updates: Int32Array;
}

/** What the hardware around one image's accumulators at one site can see. */
export interface ImageView {
  /** The product: its shape is known to whoever controls the array. */
  readonly gemm: Gemm;
  /** Side B of a tile that the array computes in one pass. */
  readonly tileSize: number;
  /**
   * Row and column checksums of tiles of side `multiple x tileSize` (1 when absent), as they are when asked for. A
   * second call reads the tiles anew.
   */
  checksums(multiple?: number): ChecksumReader;
  /**
   * The words that shadow latches saw change late; what hit a word is taken to have been one of its updates, any one
   * of them with equal probability.
   *
   * @param coverage share of late words that fall into the detection window, in (0, 1]
   */
  lateWords(coverage: number): LateWords;
  /** Runs the product `times` more at the same operating point; returns the words on which the runs disagree. */
  runAgain(times: 1 | 2): Words;
  /** A word as it stands, correct or not. */
  read(word: number): number;
  /** Largest magnitude that a column's words are meant to have, in accumulator units: known from calibration. */
  fullScale(col: number): number;
}

/** What that hardware can do. Each action is counted in the ledger. */
export interface ImageRepairs {
  /** Says that a word, or the words where rows and columns of a tile cross, are taken for faulty; changes nothing. */
  flagWord(word: number): void;
  flag(tile: TilePosition, rows: Lines, cols: Lines): void;
  /**
   * Overwrites the words of a tile of side B where the given rows and columns cross, clean words included, with this
   * site's values at the last checkpoint, or on the line through the last two (0 while there is none), and counts
   * the reads.
   *
   * @param rows ascending
   */
  restore(tile: TilePosition, rows: Lines, cols: Lines, rule: 'stale' | 'extrapolate'): void;
  /**
   * Computes the words where rows and columns cross again at the nominal operating point, without errors: one dense
   * product of the chosen rows and columns, so its passes through the array are `ceil(rows / B) x ceil(cols / B)`.
   */
  recompute(tile: TilePosition, rows: Lines, cols: Lines): void;
  /** Sets words to 0. */
  clear(tile: TilePosition, rows: Lines, cols: Lines): void;
  clearWord(word: number): void;
  /** Subtracts a checksum's residue from a word, wrapping at 32 bits. */
  subtract(word: number, residue: number): void;
  /** Takes a late word's value from its shadow latch. */
  correct(word: number): void;
  /** As `correct`, but the word's sum goes without the product of its `k`-th pair of operands. */
  dropProduct(word: number, k: number): void;
  /** Writes the majority of each bit of the three runs that `runAgain(2)` made. */
  vote(word: number): void;
  /** Lets the array wait. */
  stall(cycles: number): void;
  /** Counts `words` words computed at boosted voltage. */
  boost(words: number): void;
  /** Undoes the error of a word that was computed at boosted voltage: it never happened. */
  prevent(word: number): void;
}

/**
 * What the hardware around one image's accumulators at one site can see and do. There is deliberately no way from
 * here to a correct value: a scheme that could read one would be an oracle.
 */
export interface ProtectedImage extends ImageView, ImageRepairs {}
