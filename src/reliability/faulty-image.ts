import { bugError } from '../core/errors.js';
import type { Ledger } from '../core/ledger.js';
import type { Accumulators, Site } from '../core/site.js';
import type { Gemm } from '../core/workload.js';
import type { CheckpointMemory } from './checkpoint/checkpoint-memory.js';
import type { CheckpointTraffic } from './checkpoint/checkpoint-traffic.js';
import { type ChecksumOptions, ImageChecksums } from './image-checksums.js';
import { ImageCounts } from './image-counts.js';
import { lateWordsOf } from './late-words.js';
import { type TilePosition, wordAt } from './protection/lines.js';
import type { LateWords, ProtectedImage, Words } from './protection/protected-image.js';
import type { ChecksumReader, Lines } from './protection/tile-syndromes.js';
import { type FaultSource, RedundantRuns } from './redundant-runs.js';
import { StruckWords } from './struck-words.js';

/** What surrounds the accumulators of a run: its checkpoint, and how checksums are formed. */
export interface ImageSurroundings extends ChecksumOptions {
  readonly tileSize: number;
  readonly checkpoint: CheckpointMemory;
  readonly traffic: CheckpointTraffic | null;
}

/**
 * One image's accumulators at one site while faults strike and a protector repairs them; the working memory is
 * reused from image to image. It alone knows both sides, so it also counts what no hardware can see.
 */
export class FaultyImage implements ProtectedImage {
  private readonly words = new StruckWords();
  private readonly runs = new RedundantRuns(this.words);
  private readonly counts = new ImageCounts();
  private readonly imageChecksums: ImageChecksums;
  private source!: FaultSource;
  private recomputes = false;

  constructor(private readonly surroundings: ImageSurroundings) {
    this.imageChecksums = new ImageChecksums(this.words, surroundings);
  }

  get gemm(): Gemm {
    return this.words.site.gemm;
  }

  get tileSize(): number {
    return this.surroundings.tileSize;
  }

  /** Exposes image `index` of the batch at a site to faults; returns how many words they hit. */
  strike(site: Site, accumulators: Accumulators, index: number, source: FaultSource): number {
    const { words } = this;
    words.open(site, accumulators, index);
    this.source = source;
    this.recomputes = false;
    source.model.sample(site, accumulators.data, words.offset, source.rate, source.stream, words.faults);
    words.strike();
    this.counts.add('faultyWords', words.faults.count);
    return words.faults.count;
  }

  /** Moves the counts since the last call into the ledger. */
  settle(ledger: Ledger, site: Site): void {
    this.counts.settle(ledger, site);
  }

  checksums(multiple = 1): ChecksumReader {
    return this.imageChecksums.open(multiple * this.tileSize, this.source);
  }

  lateWords(coverage: number): LateWords {
    return lateWordsOf(this.words.faults, coverage, this.gemm.depth, this.source.stream);
  }

  runAgain(times: 1 | 2): Words {
    const mismatches = this.runs.run(times, this.source);
    for (const word of this.runs.hitWords()) if (this.words.mark(word)) this.counts.add('faultyWords', 1);
    return mismatches;
  }

  read(word: number): number {
    return this.words.read(word);
  }

  fullScale(col: number): number {
    const { scale, outputRange } = this.words.accumulators;
    return outputRange / scale[scale.length > 1 ? col : 0];
  }

  flagWord(word: number): void {
    this.counts.add('flaggedWords', 1);
    if (this.words.isHit(word)) this.counts.add('flaggedFaultyWords', 1);
  }

  flag(tile: TilePosition, rows: Lines, cols: Lines): void {
    this.counts.add('flaggedWords', rows.count * cols.count);
    this.counts.add('flaggedFaultyWords', this.countHits(tile, rows, cols));
  }

  restore(tile: TilePosition, rows: Lines, cols: Lines, rule: 'stale' | 'extrapolate'): void {
    const { checkpoint, traffic } = this.surroundings;
    const { site, accumulators, offset } = this.words;
    const { gemm } = site;
    const first = offset + wordAt(gemm, tile, 0, 0);
    const step = rule === 'extrapolate' ? site.step : undefined;
    checkpoint.restore(gemm, accumulators, first, tile.firstCol, rows, cols, step);
    this.counts.add('restoredTiles', 1);
    this.counts.add('restoredWords', rows.count * cols.count);
    this.counts.add('restoredFaultyWords', this.countHits(tile, rows, cols));
    // Without a checkpoint the words are cleared on chip and nothing is read.
    const copies = rule === 'extrapolate' ? checkpoint.count(gemm) : Math.min(1, checkpoint.count(gemm));
    if (copies === 0 || !traffic) return;
    const reads = { bytes: 0, rowActivations: 0 };
    traffic.addTileRows(gemm, tile, rows.index, rows.count, reads);
    this.counts.add('rollbackReadBytes', copies * reads.bytes);
    this.counts.add('rollbackRowActivations', copies * reads.rowActivations);
  }

  recompute(tile: TilePosition, rows: Lines, cols: Lines): void {
    this.forEachCrossing(tile, rows, cols, (word) => this.words.makeCorrect(word));
    const passes = Math.ceil(rows.count / this.tileSize) * Math.ceil(cols.count / this.tileSize);
    this.counts.add('recomputedTiles', passes);
    this.counts.add('recomputedMacs', rows.count * cols.count * this.gemm.depth);
    if (!this.recomputes) this.counts.add('recomputations', 1);
    this.recomputes = true;
  }

  clear(tile: TilePosition, rows: Lines, cols: Lines): void {
    this.forEachCrossing(tile, rows, cols, (word) => this.words.write(word, 0));
    this.counts.add('clearedWords', rows.count * cols.count);
  }

  clearWord(word: number): void {
    this.words.write(word, 0);
    this.counts.add('clearedWords', 1);
  }

  subtract(word: number, residue: number): void {
    this.words.write(word, this.words.read(word) - residue);
    this.counts.add('correctedWords', 1);
  }

  correct(word: number): void {
    this.words.makeCorrect(word);
    this.counts.add('correctedWords', 1);
  }

  dropProduct(word: number, k: number): void {
    const { operands } = this.words.accumulators;
    if (!operands)
      throw bugError(`${this.gemm.name}: a protection drops products, but its operands are not at hand`);
    const product = operands.product(this.words.offset + word, k);
    this.words.write(word, this.words.correctValue(word) - product);
    this.counts.add('droppedProducts', 1);
  }

  vote(word: number): void {
    this.words.write(word, this.runs.majority(word));
    this.counts.add('correctedWords', 1);
  }

  stall(cycles: number): void {
    this.counts.add('stallCycles', cycles);
  }

  boost(words: number): void {
    this.counts.add('boostedMacs', words * this.gemm.depth);
  }

  prevent(word: number): void {
    this.words.makeCorrect(word);
    this.words.unmark(word);
    this.counts.add('faultyWords', -1);
  }

  private countHits(tile: TilePosition, rows: Lines, cols: Lines): number {
    let hits = 0;
    this.forEachCrossing(tile, rows, cols, (word) => {
      if (this.words.isHit(word)) hits++;
    });
    return hits;
  }

  private forEachCrossing(tile: TilePosition, rows: Lines, cols: Lines, visit: (word: number) => void): void {
    const first = wordAt(this.gemm, tile, 0, 0);
    for (let i = 0; i < rows.count; i++) {
      const row = first + rows.index[i] * this.gemm.cols;
      for (let j = 0; j < cols.count; j++) visit(row + cols.index[j]);
    }
  }
}
