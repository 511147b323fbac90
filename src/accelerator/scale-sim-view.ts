import {
  foldCycles,
  type MatrixProduct,
  mapProduct,
  mappingUtilisation,
  operandTraffic,
  type SystolicArray,
  systolicCycles,
} from './systolic-array.js';

/** What SCALE-Sim v3 (CALC mode) prints for a product, its conventions included; words of one size. */
export interface ScaleSimView {
  /** "Total Cycles": index of the last cycle, so one short of the cycles of each product (open issue #125). */
  readonly totalCycles: number;
  /** "SRAM IFMAP Reads". */
  readonly ifmapReads: number;
  /** "SRAM Filter Reads". */
  readonly filterReads: number;
  /** "SRAM OFMAP Writes"; for `os` more than there are by `rows + cols` per fold (open issue #166). */
  readonly ofmapWrites: number;
  /** Non-idle entries of the OFMAP demand matrix, as its traces list them: outputs and partial sums alike. */
  readonly ofmapTraceWrites: number;
  /** "Mapping Efficiency %". */
  readonly mappingEfficiencyPct: number;
  /** "Compute Util %"; for `ws` and `is` its denominator is `cols - 1` cycles per fold too long, as in SCALE-Sim. */
  readonly computeUtilisationPct: number;
  /** "Overall Util %", relative to `totalCycles`. */
  readonly overallUtilisationPct: number;
}

/** Where SCALE-Sim's figures differ from what the array does, in words; issues are those of its repositories. */
export const SCALE_SIM_DIFFERENCES = [
  {
    issue: 'scalesim-project/SCALE-Sim #125',
    text: 'Total cycles are the index of the last cycle, counted from 0: one less per product than cycles.',
  },
  {
    issue: 'scalesim-project/SCALE-Sim #166',
    text:
      'Output-stationary: reported OFMAP writes exceed the outputs (which its traces have right) by rows + cols of ' +
      'the array per fold.',
  },
  {
    issue: 'scale-sim v1 #18',
    text:
      'Weight- and input-stationary: partial sums are counted when written, in words as wide as operands, but ' +
      'never when read back; here both directions count, at 4 bytes.',
  },
] as const;

/**
 * A product's figures as SCALE-Sim would report them, for comparing with it; costs use the true counts of
 * `systolicCycles` and `operandTraffic`. `count` products are as many layers of its topology file. A `1 x 1 x 1`
 * product on a `1 x 1` `os` array has 0 total cycles, hence an infinite overall utilisation, as there.
 */
export function scaleSimView(product: MatrixProduct, array: SystolicArray): ScaleSimView {
  const { rows, cols, depth, count } = product;
  const { spatialRows, spatialCols, stream, folds } = mapProduct(product, array);
  const elements = array.rows * array.cols;
  const totalCycles = systolicCycles(product, array) - count;
  const { inputReads, weightReads, outputWrites, partialSumWrites } = operandTraffic(product, array);
  const ofmapTraceWrites = outputWrites + partialSumWrites;
  const [surplusWrites, unskewed] =
    array.dataflow === 'os' ? [count * folds * (array.rows + array.cols), 0] : [0, array.cols - 1];
  return {
    totalCycles,
    ifmapReads: inputReads,
    filterReads: weightReads,
    ofmapWrites: ofmapTraceWrites + surplusWrites,
    ofmapTraceWrites,
    mappingEfficiencyPct: 100 * mappingUtilisation(product, array),
    computeUtilisationPct:
      (100 * spatialRows * spatialCols * stream) /
      (folds * elements * (foldCycles(stream, array) + unskewed)),
    overallUtilisationPct: (100 * count * rows * cols * depth) / (totalCycles * elements),
  };
}
