import type { Ledger } from '../core/ledger.js';
import type { Accumulators, Site } from '../core/site.js';
import { accumulatorWords } from '../core/workload.js';
import type { CheckpointMemory } from './checkpoint/checkpoint-memory.js';
import type { CheckpointTraffic } from './checkpoint/checkpoint-traffic.js';
import { FaultList } from './fault-models/fault-list.js';
import { InjectedChecksums } from './protection/checksums.js';
import type { ProtectedImage } from './protection/protection-scheme.js';
import { SummedChecksums } from './protection/summed-checksums.js';
import type { Lines, TileSyndromes } from './protection/tile-syndromes.js';

/** What surrounds the accumulators of a run: its checkpoint, and how checksums are formed. */
export interface ImageSurroundings {
  readonly tileSize: number;
  readonly checkpoint: CheckpointMemory;
  readonly traffic: CheckpointTraffic | null;
  /** Sum whole tiles instead of injected deltas: slow, for tests. */
  readonly audit: boolean;
}

/**
 * One image's accumulators at one site while faults strike and a protector repairs them; the working memory is
 * reused from image to image. It alone knows both sides, so it also counts what no hardware can see.
 */
export class FaultyImage implements ProtectedImage {
  private readonly injected;
  private readonly summed;
  private site!: Site;
  private accumulators!: Accumulators;
  /** Index of the image's first word in the batch's accumulators. */
  private offset = 0;
  private readonly faults = new FaultList();
  /** The image's correct words; only for the audit. */
  private clean: Int32Array = new Int32Array(0);
  /** Per word of the image: whether a fault hit it. */
  private hit = new Uint8Array(0);
  private readonly counts = { faultyWords: 0, restoredTiles: 0, restoredWords: 0, restoredFaultyWords: 0 };
  private readonly reads = { bytes: 0, rowActivations: 0 };

  constructor(private readonly surroundings: ImageSurroundings) {
    this.injected = new InjectedChecksums(surroundings.tileSize);
    this.summed = surroundings.audit ? new SummedChecksums(surroundings.tileSize) : null;
  }

  /** Turns to image `index` of the batch at a site; the empty list that is returned takes its faults. */
  open(site: Site, accumulators: Accumulators, index: number): FaultList {
    const words = accumulatorWords(site.gemm);
    this.site = site;
    this.accumulators = accumulators;
    this.offset = index * words;
    for (let i = 0; i < this.faults.count; i++) this.hit[this.faults.words[i]] = 0;
    if (this.hit.length < words) this.hit = new Uint8Array(words);
    this.faults.clear();
    return this.faults;
  }

  /** Adds the listed faults to the accumulators, wrapping at 32 bits, and forms the checksums. */
  strike(): void {
    const { faults, offset, site } = this;
    const { data } = this.accumulators;
    if (this.summed) this.clean = data.slice(offset, offset + accumulatorWords(site.gemm));
    for (let i = 0; i < faults.count; i++) {
      data[offset + faults.words[i]] += faults.deltas[i];
      this.hit[faults.words[i]] = 1;
    }
    this.counts.faultyWords += faults.count;
    this.injected.open(site.gemm, faults);
    this.summed?.open(site.gemm, this.clean, data, offset);
  }

  nextTile(): TileSyndromes | null {
    return (this.summed ?? this.injected).nextTile();
  }

  restore(tile: TileSyndromes, rows: Lines, cols: Lines): void {
    const { gemm } = this.site;
    const { checkpoint, traffic } = this.surroundings;
    const first = (tile.matrix * gemm.rows + tile.firstRow) * gemm.cols + tile.firstCol;
    checkpoint.restore(gemm, this.accumulators, this.offset + first, tile.firstCol, rows, cols);
    this.counts.restoredTiles++;
    this.counts.restoredWords += rows.count * cols.count;
    this.counts.restoredFaultyWords += this.countHits(first, rows, cols);
    // Without a checkpoint the words are cleared on chip and nothing is read.
    if (checkpoint.has(gemm)) traffic?.addTileRows(gemm, tile, rows.index, rows.count, this.reads);
  }

  /** Moves the counts since the last call into the ledger. */
  settle(ledger: Ledger, { step, gemm }: Site): void {
    ledger.add('faultyWords', step, gemm.index, this.counts.faultyWords);
    ledger.add('restoredTiles', step, gemm.index, this.counts.restoredTiles);
    ledger.add('restoredWords', step, gemm.index, this.counts.restoredWords);
    ledger.add('restoredFaultyWords', step, gemm.index, this.counts.restoredFaultyWords);
    ledger.add('rollbackReadBytes', step, gemm.index, this.reads.bytes);
    ledger.add('rollbackRowActivations', step, gemm.index, this.reads.rowActivations);
    Object.assign(this.counts, {
      faultyWords: 0,
      restoredTiles: 0,
      restoredWords: 0,
      restoredFaultyWords: 0,
    });
    Object.assign(this.reads, { bytes: 0, rowActivations: 0 });
  }

  private countHits(first: number, rows: Lines, cols: Lines): number {
    let hits = 0;
    for (let i = 0; i < rows.count; i++) {
      const row = first + rows.index[i] * this.site.gemm.cols;
      for (let j = 0; j < cols.count; j++) hits += this.hit[row + cols.index[j]];
    }
    return hits;
  }
}
