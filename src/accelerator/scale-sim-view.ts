import {
  foldCycles,
  type MatrixProduct,
  mapProduct,
  mappingUtilisation,
  operandTraffic,
  type SystolicArray,
  systolicCycles,
} from './systolic-array.js';

/** What SCALE-Sim v3 (CALC mode) prints for a product, its conventions included. */
export interface ScaleSimView {
  /** "Total Cycles": index of the last cycle, so one short of the cycles of each product (open issue #125). */
  readonly totalCycles: number;
  /** Non-idle entries of the OFMAP demand matrix: outputs and partial sums alike, in words of one size. */
  readonly ofmapWrites: number;
  /** "Mapping Efficiency %". */
  readonly mappingEfficiencyPct: number;
  /** "Compute Util %"; for `ws` and `is` its denominator is `cols - 1` cycles per fold too long, as in SCALE-Sim. */
  readonly computeUtilisationPct: number;
  /** "Overall Util %", relative to `totalCycles`. */
  readonly overallUtilisationPct: number;
}

/**
 * A product's figures as SCALE-Sim would report them, for comparing with it; costs use the true counts of
 * `systolicCycles`. `count` products are as many layers of its topology file. A `1 x 1 x 1` product on a `1 x 1` `os`
 * array has 0 total cycles, hence an infinite overall utilisation, as there.
 */
export function scaleSimView(product: MatrixProduct, array: SystolicArray): ScaleSimView {
  const { rows, cols, depth, count } = product;
  const { spatialRows, spatialCols, stream, folds } = mapProduct(product, array);
  const elements = array.rows * array.cols;
  const totalCycles = systolicCycles(product, array) - count;
  const unskewed = array.dataflow === 'os' ? 0 : array.cols - 1;
  const { outputWrites, partialSumWrites } = operandTraffic(product, array);
  return {
    totalCycles,
    ofmapWrites: outputWrites + partialSumWrites,
    mappingEfficiencyPct: 100 * mappingUtilisation(product, array),
    computeUtilisationPct:
      (100 * spatialRows * spatialCols * stream) /
      (folds * elements * (foldCycles(stream, array) + unskewed)),
    overallUtilisationPct: (100 * count * rows * cols * depth) / (totalCycles * elements),
  };
}
