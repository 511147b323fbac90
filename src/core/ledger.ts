import type { Workload } from './workload.js';

/**
 * What is counted at each site while a policy runs. All are sums over the images of the run.
 * Costs follow these counts, never an expectation.
 */
export const LEDGER_COUNTERS = [
  /** Accumulator words hit by a fault, in whichever run of a product that runs several times. */
  'faultyWords',
  /** Words that the protection takes for faulty; all words of a tile where it can tell no closer. */
  'flaggedWords',
  /** Of those, words that a fault had hit: recall is their share of `faultyWords`, precision that of `flaggedWords`. */
  'flaggedFaultyWords',
  /** B x B tiles with at least one word restored. */
  'restoredTiles',
  /** Words overwritten with the checkpoint's value. */
  'restoredWords',
  /** Of those, words that a fault had hit (diagnosis only: no protection can see it). */
  'restoredFaultyWords',
  /** Words set to 0 by rule, and not for want of a checkpoint. */
  'clearedWords',
  /** Words whose error was taken back: by a shadow latch, a residue or a vote. */
  'correctedWords',
  /** Products of two operands left out of a sum. */
  'droppedProducts',
  /** Visits of an image to a site that recomputed something at the nominal operating point. */
  'recomputations',
  /** Passes of one B x B tile through the array for it. */
  'recomputedTiles',
  /** Multiply-accumulates for it. */
  'recomputedMacs',
  /** Array cycles lost to stalls. */
  'stallCycles',
  /** Multiply-accumulates done at boosted voltage. */
  'boostedMacs',
  /** Bytes read back from the checkpoint, in whole DRAM accesses. */
  'rollbackReadBytes',
  /** DRAM rows opened by those reads. */
  'rollbackRowActivations',
  /** Bytes written to the checkpoint. */
  'checkpointWriteBytes',
  /** DRAM rows opened by those writes. */
  'checkpointRowActivations',
] as const;

export type LedgerCounter = (typeof LEDGER_COUNTERS)[number];
export type LedgerTotals = Readonly<Record<LedgerCounter, number>>;

/**
 * How well a protection detected: recall is the share of faulty words that it flagged, precision the share of flagged
 * words that were faulty; both in 0..1, null where there was nothing to find or nothing flagged.
 */
export function detectionQuality({ faultyWords, flaggedWords, flaggedFaultyWords }: LedgerTotals) {
  return {
    recall: faultyWords > 0 ? flaggedFaultyWords / faultyWords : null,
    precision: flaggedWords > 0 ? flaggedFaultyWords / flaggedWords : null,
  };
}

/** Counts by site, as costs read them: of an executed run, or as they are expected of one. */
export interface SiteCounts {
  /** Images that the counts add up over, >= 1. */
  readonly images: number;
  at(counter: LedgerCounter, step: number, gemm: number): number;
  /**
   * Where counts repeat: cells of one block and one kind, an integer >= 0, have the same operating point, protection and
   * counts. Absent where every cell has counts of its own.
   */
  kindOf?(step: number, block: number): number;
}

/** Counts per site of one run: `steps x gemms` for each counter. */
export class Ledger implements SiteCounts {
  /** Images that the counts add up over. */
  images = 0;
  private readonly counts: Record<LedgerCounter, Float64Array>;

  constructor(
    readonly steps: number,
    readonly gemms: number,
  ) {
    this.counts = Object.fromEntries(
      LEDGER_COUNTERS.map((counter) => [counter, new Float64Array(steps * gemms)]),
    ) as Record<LedgerCounter, Float64Array>;
  }

  static of(workload: Workload): Ledger {
    return new Ledger(workload.steps, workload.gemms.length);
  }

  add(counter: LedgerCounter, step: number, gemm: number, amount: number): void {
    this.counts[counter][step * this.gemms + gemm] += amount;
  }

  at(counter: LedgerCounter, step: number, gemm: number): number {
    return this.counts[counter][step * this.gemms + gemm];
  }

  total(counter: LedgerCounter): number {
    return this.counts[counter].reduce((sum, count) => sum + count, 0);
  }

  totals(): LedgerTotals {
    return Object.fromEntries(
      LEDGER_COUNTERS.map((counter) => [counter, this.total(counter)]),
    ) as LedgerTotals;
  }

  /** Adds another run's counts, image for image, to this one. */
  merge(other: Ledger): void {
    this.images += other.images;
    for (const counter of LEDGER_COUNTERS) {
      const target = this.counts[counter];
      other.counts[counter].forEach((count, i) => {
        target[i] += count;
      });
    }
  }
}
