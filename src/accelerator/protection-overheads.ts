import type { ProtectionSchemeName } from '../core/policy.js';
import { checkedCycles, checksumAdditions, checksumElements, checksumMacs } from './checksum.js';
import {
  columnCheckCycles,
  columnChecksumAdditions,
  columnChecksumElements,
  columnChecksumMacs,
} from './column-checksum.js';
import type { ProtectionHardware } from './protection-hardware.js';
import { type MatrixProduct, type SystolicArray, systolicCycles } from './systolic-array.js';

/** The schemes that `leeway cost --gemm` prices: one with checksums and one with shadow latches. */
export const PROTECTION_HARDWARE_SCHEMES = ['none', 'rollback-abft', 'razor'] as const;
export type ProtectionHardwareScheme = (typeof PROTECTION_HARDWARE_SCHEMES)[number];

/** What a scheme adds to all `count` of a product while nothing goes wrong. */
export interface ProductOverhead {
  /** Energy in multiply-accumulates of the array. */
  readonly macEquivalents: number;
  readonly cycles: number;
}

/** What a protection scheme costs before it repairs anything. */
export interface ProtectionOverhead {
  /** Where the formulas come from, and what in them is inferred or assumed. */
  readonly source: string;
  /** How often the array runs each product beyond the first time, with all accesses to the local buffers. */
  readonly reruns: number;
  /** @param tileMultiple side of a checksum tile in multiples of the array's rows, integer >= 1; 1 when absent */
  perProduct(
    product: MatrixProduct,
    array: SystolicArray,
    hardware: ProtectionHardware,
    tileMultiple?: number,
  ): ProductOverhead;
  /** Area on top of the array's, relative to it. */
  areaShare(array: SystolicArray, hardware: ProtectionHardware, tileMultiple?: number): number;
}

const NONE: ProtectionOverhead = {
  source: 'nothing is added',
  reruns: 0,
  perProduct: () => ({ macEquivalents: 0, cycles: 0 }),
  areaShare: () => 0,
};

/** Checksums of rows and columns. */
const CHECKSUMS: ProtectionOverhead = {
  source:
    'Checksum row and column per B x B tile: DRIFT (arXiv 2604.09073), whose experiment code prices them at 1 + 2/B; ' +
    'the sums are those of Huang and Abraham, IEEE Trans. Computers C-33(6), 1984. Inferred: operand sums are ' +
    'formed anew for each tile at the edge of the array, outputs are summed as they drain, and the area is that of ' +
    'the extra elements with two adders each. DRIFT counts neither additions nor area.',
  reruns: 0,
  perProduct(product, array, { adderEnergyRatio }, tileMultiple = 1) {
    const side = tileMultiple * array.rows;
    return {
      macEquivalents: checksumMacs(product, side) + adderEnergyRatio * checksumAdditions(product, side),
      cycles: checkedCycles(product, array, side) - systolicCycles(product, array),
    };
  },
  areaShare(array, { adderAreaRatio }, tileMultiple = 1) {
    const elements = checksumElements(array, tileMultiple * array.rows);
    return (elements * (1 + 2 * adderAreaRatio)) / (array.rows * array.cols);
  },
};

const SHADOW_LATCHES: ProtectionOverhead = {
  source:
    'Razor (Ernst et al., MICRO 2003): shadow latches on a delayed clock; 3.1% energy while no error occurs. ' +
    'Inferred: the ratio, reported for a processor, holds for the array; no cycles are lost without errors.',
  reruns: 0,
  perProduct: ({ rows, cols, depth, count }, _, { shadowLatchEnergyRatio }) => ({
    macEquivalents: shadowLatchEnergyRatio * count * rows * cols * depth,
    cycles: 0,
  }),
  areaShare: (_, { shadowLatchAreaRatio }) => shadowLatchAreaRatio,
};

/** A shadow latch per element, and something small beside it that nothing is counted for. */
const shadowLatchesAnd = (addition: string): ProtectionOverhead => ({
  ...SHADOW_LATCHES,
  source: `${SHADOW_LATCHES.source} Not counted: ${addition}.`,
});

/** Each output word is compared as it drains, by comparators at the array's columns. */
const comparisons = (perWord: number, reruns: number, source: string): ProtectionOverhead => ({
  source: `${source} Inferred: ${perWord} per output word as it drains, each as dear as a checksum's addition.`,
  reruns,
  perProduct: ({ rows, cols, count }, _, { adderEnergyRatio }) => ({
    macEquivalents: perWord * adderEnergyRatio * count * rows * cols,
    cycles: 0,
  }),
  areaShare: ({ rows }, { adderAreaRatio }) => (perWord * adderAreaRatio) / rows,
});

const COLUMN_CHECKSUMS: ProtectionOverhead = {
  source:
    'One checksum row per B x B tile and the statistics of its deviations, as ReaLM (arXiv 2503.24053) collects them; ' +
    'ReaLM reports 1.42% area and 1.79% power for its own array. Inferred: sums as for row and column checksums, an ' +
    'adder for operands and one for outputs per column of the array.',
  reruns: 0,
  perProduct: (product, array, { adderEnergyRatio }) => ({
    macEquivalents:
      columnChecksumMacs(product, array.rows) +
      adderEnergyRatio * columnChecksumAdditions(product, array.rows),
    cycles: columnCheckCycles(product, array, array.rows),
  }),
  areaShare: (array, { adderAreaRatio }) =>
    (columnChecksumElements(array, array.rows) + 2 * array.cols * adderAreaRatio) / (array.rows * array.cols),
};

/** Overheads by scheme; checksum tiles are as large as the array has rows (B) unless a multiple is asked for. */
export const PROTECTION_OVERHEADS: Readonly<Record<ProtectionSchemeName, ProtectionOverhead>> = {
  none: NONE,
  'rollback-abft': CHECKSUMS,
  razor: SHADOW_LATCHES,
  'te-drop': shadowLatchesAnd('the multiplexer in front of each accumulator that drops a product'),
  effort: shadowLatchesAnd('the gate that holds an accumulator, and what idle elements save by it'),
  'green-tpu': shadowLatchesAnd('the history table of each row and its second supply'),
  dmr: comparisons(1, 1, 'Every product runs twice and the results are compared.'),
  tmr: comparisons(2, 2, 'Every product runs three times and a voter takes the majority.'),
  abft: CHECKSUMS,
  'approx-abft': CHECKSUMS,
  'statistical-abft': COLUMN_CHECKSUMS,
  'range-check': comparisons(1, 0, 'Every output word is compared with its limit.'),
  'drift-zero-large': shadowLatchesAnd('the comparison with 2^18'),
  'drift-zero-crossings': CHECKSUMS,
};

/**
 * Cycles that Razor's one-cycle stalls add to all `count` products: in every cycle in which any element errs, the
 * whole array waits. With a word that `depth` operations make, an operation errs at `1 - (1 - p)^(1/depth)`, so a
 * cycle with a active elements stalls at `1 - (1 - p)^(a/depth)`, a being their mean over the run. Inferred (Razor
 * was built for a pipeline, not an array), as are independent errors; bursts stall less, and so do runs whose
 * activity varies.
 *
 * @param wordErrorRate p per output word, 0..1
 * @returns 0 at p = 0; about `p x words` while errors are rare; one per cycle of the run at p = 1
 */
export function razorStallCycles(
  product: MatrixProduct,
  array: SystolicArray,
  wordErrorRate: number,
): number {
  const cycles = systolicCycles(product, array);
  const activePerDepth = (product.count * product.rows * product.cols) / cycles;
  return -cycles * Math.expm1(activePerDepth * Math.log1p(-wordErrorRate));
}
