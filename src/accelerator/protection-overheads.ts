import { checkedCycles, checksumAdditions, checksumElements, checksumMacs } from './checksum.js';
import type { ProtectionHardware } from './protection-hardware.js';
import { type MatrixProduct, type SystolicArray, systolicCycles } from './systolic-array.js';

/** Schemes with hardware of their own. */
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
  perProduct(product: MatrixProduct, array: SystolicArray, hardware: ProtectionHardware): ProductOverhead;
  /** Area on top of the array's, relative to it. */
  areaShare(array: SystolicArray, hardware: ProtectionHardware): number;
}

/** Overheads by scheme; checksum tiles are as large as the array has rows (B). */
export const PROTECTION_OVERHEADS: Readonly<Record<ProtectionHardwareScheme, ProtectionOverhead>> = {
  none: {
    source: 'nothing is added',
    perProduct: () => ({ macEquivalents: 0, cycles: 0 }),
    areaShare: () => 0,
  },
  'rollback-abft': {
    source:
      'Checksum row and column per B x B tile: DRIFT (arXiv 2604.09073), whose experiment code prices them at 1 + 2/B; ' +
      'the sums are those of Huang and Abraham, IEEE Trans. Computers C-33(6), 1984. Inferred: operand sums are ' +
      'formed anew for each tile at the edge of the array, outputs are summed as they drain, and the area is that of ' +
      'the extra elements with two adders each. DRIFT counts neither additions nor area.',
    perProduct(product, array, { adderEnergyRatio }) {
      const additions = checksumAdditions(product, array.rows);
      return {
        macEquivalents: checksumMacs(product, array.rows) + adderEnergyRatio * additions,
        cycles: checkedCycles(product, array, array.rows) - systolicCycles(product, array),
      };
    },
    areaShare(array, { adderAreaRatio }) {
      return (checksumElements(array, array.rows) * (1 + 2 * adderAreaRatio)) / (array.rows * array.cols);
    },
  },
  razor: {
    source:
      'Razor (Ernst et al., MICRO 2003): shadow latches on a delayed clock; 3.1% energy while no error occurs. ' +
      'Inferred: the ratio, reported for a processor, holds for the array; no cycles are lost without errors.',
    perProduct: ({ rows, cols, depth, count }, _, { shadowLatchEnergyRatio }) => ({
      macEquivalents: shadowLatchEnergyRatio * count * rows * cols * depth,
      cycles: 0,
    }),
    areaShare: (_, { shadowLatchAreaRatio }) => shadowLatchAreaRatio,
  },
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
