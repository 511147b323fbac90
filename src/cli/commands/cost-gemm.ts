import { loadAccelerator } from '../../accelerator/load-accelerator.js';
import { PROTECTION_HARDWARE_SCHEMES, PROTECTION_OVERHEADS } from '../../accelerator/protection-overheads.js';
import { SCALE_SIM_DIFFERENCES, scaleSimView } from '../../accelerator/scale-sim-view.js';
import {
  type MatrixProduct,
  mapProduct,
  mappingUtilisation,
  operandTraffic,
  overallUtilisation,
  type SystolicArray,
  systolicCycles,
} from '../../accelerator/systolic-array.js';
import { inputError } from '../../core/errors.js';
import { acceleratorPath } from '../accelerator-path.js';

export interface CostGemmOptions {
  /** `M,N,K`: rows of the input, filters, reduction, as SCALE-Sim has them. */
  readonly gemm: string;
  readonly array: SystolicArray;
  /** Whose adders and latches the overheads of protections are priced with. */
  readonly accelerator: string;
  readonly json?: boolean;
}

/** `leeway cost --gemm`: one product on an array, beside what SCALE-Sim reports for it. */
export function costGemm({ gemm, array, accelerator, json }: CostGemmOptions): void {
  const product = parseProduct(gemm);
  const { protection } = loadAccelerator(acceleratorPath(accelerator));
  const result = gemmCost(product, array, (scheme) => {
    const { perProduct, areaShare } = PROTECTION_OVERHEADS[scheme];
    return { ...perProduct(product, array, protection), areaShare: areaShare(array, protection) };
  });
  console.log(json ? JSON.stringify(result, null, 2) : gemmText(product, array, result));
}

function parseProduct(text: string): MatrixProduct {
  const [rows, cols, depth, ...others] = text.split(',').map((size) => Number(size.trim()));
  const sizes = [rows, cols, depth];
  if (others.length === 0 && sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    return { rows, cols, depth, count: 1 };
  }
  throw inputError(
    `--gemm ${text}: expected M,N,K, three integers of 1 or more: rows of the input, filters, reduction; such as 256,1152,1152`,
  );
}

type Overhead = (scheme: 'rollback-abft' | 'razor') => {
  readonly macEquivalents: number;
  readonly cycles: number;
  readonly areaShare: number;
};

function gemmCost(product: MatrixProduct, array: SystolicArray, overhead: Overhead) {
  const { inputReads, weightReads, outputWrites, partialSumWrites, partialSumReads } = operandTraffic(
    product,
    array,
  );
  const scaleSim = scaleSimView(product, array);
  return {
    product: { M: product.rows, N: product.cols, K: product.depth },
    array,
    macs: product.rows * product.cols * product.depth,
    cycles: systolicCycles(product, array),
    folds: mapProduct(product, array).folds,
    mappingUtilisation: mappingUtilisation(product, array),
    utilisation: overallUtilisation(product, array),
    /** Words of one byte read by the array. */
    sramReads: { input: inputReads, weight: weightReads },
    /** Words written: outputs, and for `ws` and `is` partial sums. */
    sramWrites: outputWrites + partialSumWrites,
    /** Of the writes: finished outputs, one byte each. */
    outputWrites,
    /** Of the writes: partial sums of four bytes, all of which are read back. */
    partialSumWrites,
    partialSumReads,
    scaleSimTotalCycles: scaleSim.totalCycles,
    scaleSimOfmapWrites: scaleSim.ofmapWrites,
    scaleSimOfmapTraceWrites: scaleSim.ofmapTraceWrites,
    scaleSimUtilisationPct: {
      overall: scaleSim.overallUtilisationPct,
      mapping: scaleSim.mappingEfficiencyPct,
      compute: scaleSim.computeUtilisationPct,
    },
    overheads: Object.fromEntries(
      PROTECTION_HARDWARE_SCHEMES.filter((scheme) => scheme !== 'none').map((scheme) => [
        scheme,
        overhead(scheme),
      ]),
    ),
    differencesFromScaleSim: SCALE_SIM_DIFFERENCES.map(({ issue, text }) => `${text} (${issue})`),
  };
}

function gemmText(
  { rows, cols, depth }: MatrixProduct,
  array: SystolicArray,
  result: ReturnType<typeof gemmCost>,
): string {
  const lines: readonly (readonly [string, number | string, string?])[] = [
    ['multiply-accumulates', result.macs],
    ['cycles', result.cycles, `SCALE-Sim reports ${result.scaleSimTotalCycles}`],
    ['folds', result.folds],
    [
      'utilisation',
      `${(100 * result.utilisation).toFixed(2)} %`,
      `mapped ${(100 * result.mappingUtilisation).toFixed(2)} %`,
    ],
    ['input words read', result.sramReads.input],
    ['weight words read', result.sramReads.weight],
    ['words written', result.sramWrites, `SCALE-Sim reports ${result.scaleSimOfmapWrites}`],
    ['  outputs', result.outputWrites],
    ['  partial sums', result.partialSumWrites, `and as many read back, 4 bytes each`],
  ];
  const overheads = Object.entries(result.overheads).map(
    ([scheme, { macEquivalents, cycles, areaShare }]) =>
      `${scheme.padEnd(22)}+${((100 * macEquivalents) / result.macs).toFixed(2)} % array energy, ` +
      `+${cycles} cycles, +${(100 * areaShare).toFixed(2)} % area`,
  );
  return [
    `${rows} x ${depth} by ${depth} x ${cols} on ${array.rows} x ${array.cols}, ${array.dataflow}`,
    ...lines.map(([label, value, note]) => `${label.padEnd(22)}${value}${note ? `  (${note})` : ''}`),
    'Overheads of protections',
    ...overheads,
    'Differences from SCALE-Sim',
    ...result.differencesFromScaleSim.map((text) => `  ${text}`),
  ].join('\n');
}
