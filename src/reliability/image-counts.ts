import { LEDGER_COUNTERS, type Ledger, type LedgerCounter } from '../core/ledger.js';
import type { Site } from '../core/site.js';

/** What is counted at one site until it is moved into the ledger. */
export class ImageCounts {
  private readonly counts = Object.fromEntries(LEDGER_COUNTERS.map((counter) => [counter, 0])) as Record<
    LedgerCounter,
    number
  >;

  add(counter: LedgerCounter, amount: number): void {
    this.counts[counter] += amount;
  }

  /** Moves the counts since the last call into the ledger. */
  settle(ledger: Ledger, { step, gemm }: Site): void {
    for (const counter of LEDGER_COUNTERS) {
      if (this.counts[counter] !== 0) ledger.add(counter, step, gemm.index, this.counts[counter]);
      this.counts[counter] = 0;
    }
  }
}
