import type { Workload } from './workload.js';

/**
 * What is counted at each site while a policy runs. All are sums over the images of the run.
 * Costs follow these counts, never an expectation.
 */
export const LEDGER_COUNTERS = [
  /** Accumulator words hit by a fault. */
  'faultyWords',
  /** B x B tiles with at least one word restored. */
  'restoredTiles',
  /** Words overwritten with the checkpoint's value. */
  'restoredWords',
  /** Of those, words that a fault had hit (diagnosis only: no protection can see it). */
  'restoredFaultyWords',
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

/** Counts by site, as costs read them: of an executed run, or as they are expected of one. */
export interface SiteCounts {
  /** Images that the counts add up over, >= 1. */
  readonly images: number;
  at(counter: LedgerCounter, step: number, gemm: number): number;
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
