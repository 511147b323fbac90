import type { LedgerCounter } from '../core/ledger.js';
import type { Gemm } from '../core/workload.js';
import { type TouchProfile, tileSpans } from './checkpoint/touch-profile.js';
import type { ProtectionGeometry } from './protection-geometry.js';

/** What repairs are counted by, where a protection rolls back or does nothing; checkpoint writes apart. */
const REPAIR_COUNTERS = [
  'faultyWords',
  'flaggedWords',
  'flaggedFaultyWords',
  'restoredTiles',
  'restoredWords',
  'restoredFaultyWords',
  'rollbackReadBytes',
  'rollbackRowActivations',
] as const satisfies readonly LedgerCounter[];

type RepairCounter = (typeof REPAIR_COUNTERS)[number];

export const isRepairCounter = (counter: LedgerCounter): counter is RepairCounter =>
  (REPAIR_COUNTERS as readonly LedgerCounter[]).includes(counter);

/** What one execution of a product is expected to count. */
export type ExpectedRepair = Readonly<Record<RepairCounter, number>>;

/** Probabilities in 0..1 that a word is hit, and that it is hit by an error that checksums flag; `large <= any`. */
export interface WordErrorRates {
  readonly any: number;
  readonly large: number;
}

/**
 * Expected faults and repairs of all `count` matrices of a product, words being hit independently and every large error
 * flagging its row and its column: with q = 1 - large, a word of an `h x w` tile lies where a flagged row crosses a
 * flagged column with probability `1 - q^w - q^h + q^(w + h - 1)`, and a row is read back with `1 - q^w`.
 *
 * @param profiles how the checkpoint lies in memory; none where there is no checkpoint to read
 */
export function expectedRepair(
  { rows, cols, count }: Pick<Gemm, 'rows' | 'cols' | 'count'>,
  rates: WordErrorRates,
  profiles: readonly TouchProfile[],
  { tileSize, accessBytes }: ProtectionGeometry,
): ExpectedRepair {
  const anyLargeOf = largeErrorAmong(rates.large);
  const repair = { restoredTiles: 0, restoredWords: 0, restoredFaultyWords: 0 };
  for (const { size: height, tiles: down } of tileSpans(rows, tileSize)) {
    for (const { size: width, tiles: across } of tileSpans(cols, tileSize)) {
      const tiles = count * down * across;
      const words = tiles * height * width;
      // The other words of its row and of its column are disjoint: this is the probability above without cancellation.
      const byOthers = anyLargeOf(width - 1) * anyLargeOf(height - 1);
      repair.restoredTiles += tiles * anyLargeOf(height * width);
      repair.restoredWords += words * (rates.large + (1 - rates.large) * byOthers);
      repair.restoredFaultyWords += words * (rates.large + (rates.any - rates.large) * byOthers);
    }
  }
  return {
    faultyWords: count * rows * cols * rates.any,
    // What is flagged is what is restored.
    flaggedWords: repair.restoredWords,
    flaggedFaultyWords: repair.restoredFaultyWords,
    ...repair,
    rollbackReadBytes: count * accessBytes * unitsRead(profiles, 'accesses', anyLargeOf),
    rollbackRowActivations: count * unitsRead(profiles, 'dramRows', anyLargeOf),
  };
}

/** Expected units of which some row of a tile is read back. */
function unitsRead(
  profiles: readonly TouchProfile[],
  unit: 'accesses' | 'dramRows',
  anyLargeOf: (words: number) => number,
): number {
  let units = 0;
  for (const { width, [unit]: histogram } of profiles)
    for (let rows = 1; rows < histogram.length; rows++)
      if (histogram[rows] > 0) units += histogram[rows] * anyLargeOf(rows * width);
  return units;
}

/** Probability of at least one large error among some words, exact for rates near 0. */
function largeErrorAmong(rate: number): (words: number) => number {
  const logNone = Math.log1p(-rate);
  return (words) => (words === 0 ? 0 : -Math.expm1(words * logNone));
}
