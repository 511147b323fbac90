/** What stays in the processing elements: outputs (`os`), weights (`ws`) or inputs (`is`). */
export const DATAFLOWS = ['os', 'ws', 'is'] as const;
export type Dataflow = (typeof DATAFLOWS)[number];

/** A grid of multiply-accumulate elements; `rows` and `cols` are integers >= 1. */
export interface SystolicArray {
  readonly rows: number;
  readonly cols: number;
  readonly dataflow: Dataflow;
}

/** `count` products of `rows x depth` by `depth x cols`, integers >= 1, run one after another; a `Gemm` is one. */
export interface MatrixProduct {
  readonly rows: number;
  readonly cols: number;
  readonly depth: number;
  readonly count: number;
}

/** A dimension of a product, which is a loop over it. */
export type Loop = 'rows' | 'cols' | 'depth';

/** Which dimension of a product a dataflow lays along the array's rows, along its columns, and streams through. */
export const DATAFLOW_LOOPS = {
  os: { alongRows: 'rows', alongCols: 'cols', streamed: 'depth' },
  ws: { alongRows: 'depth', alongCols: 'cols', streamed: 'rows' },
  is: { alongRows: 'depth', alongCols: 'rows', streamed: 'cols' },
} as const satisfies Record<Dataflow, Record<'alongRows' | 'alongCols' | 'streamed', Loop>>;

/** How one product lies on the array: two dimensions in space, folded to fit, and one streamed through in time. */
export interface Mapping {
  /** Size of the dimension laid along the array's rows. */
  readonly spatialRows: number;
  /** Size of the dimension laid along the array's columns. */
  readonly spatialCols: number;
  /** Length of the dimension streamed through, in cycles per fold. */
  readonly stream: number;
  /** How often the array is filled to cover both spatial dimensions. */
  readonly folds: number;
}

/** Places a product on the array as SCALE-Sim v3 does (compute/systolic_compute_{os,ws,is}.py). */
export function mapProduct(product: MatrixProduct, array: SystolicArray): Mapping {
  const { alongRows, alongCols, streamed } = DATAFLOW_LOOPS[array.dataflow];
  const spatialRows = product[alongRows];
  const spatialCols = product[alongCols];
  const folds = Math.ceil(spatialRows / array.rows) * Math.ceil(spatialCols / array.cols);
  return { spatialRows, spatialCols, stream: product[streamed], folds };
}

/** Whether a product, or a tile of one, fills the array once. */
export function isOneFold(size: Readonly<Record<Loop, number>>, array: SystolicArray): boolean {
  const { alongRows, alongCols } = DATAFLOW_LOOPS[array.dataflow];
  return size[alongRows] <= array.rows && size[alongCols] <= array.cols;
}

/**
 * Cycles of one fold: the stream plus the skew of filling and draining, `stream + rows + cols - 2`; with a stationary
 * operand (`ws`, `is`) also `rows` cycles that load it, not overlapped with the fold before. Edge folds cost the
 * same as full ones. SCALE-Sim v3, verified on the demand matrices of its simulator.
 */
export function foldCycles(stream: number, array: SystolicArray): number {
  const load = array.dataflow === 'os' ? 0 : array.rows;
  return load + stream + array.rows + array.cols - 2;
}

/**
 * Cycles of all `count` products: folds x cycles of a fold, nothing overlapped between folds or products.
 *
 * @param segments pieces that the stream of a fold is cut into, each filling and draining the array anew;
 *   SCALE-Sim knows only 1
 * @example systolicCycles({ rows: 32, cols: 32, depth: 32, count: 1 }, { rows: 32, cols: 32, dataflow: 'os' }) // 94
 */
export function systolicCycles(product: MatrixProduct, array: SystolicArray, segments = 1): number {
  const { folds, stream } = mapProduct(product, array);
  return product.count * folds * (foldCycles(stream, array) + (segments - 1) * foldCycles(0, array));
}

/** Words that cross between the array and its memories for all `count` products. */
export interface OperandTraffic {
  /** INT8 words of the left operand read. */
  readonly inputReads: number;
  /** INT8 words of the right operand read. */
  readonly weightReads: number;
  /** Finished words written. */
  readonly outputWrites: number;
  /** INT32 partial sums written because `depth` takes several folds (`ws`, `is`) or segments (`os`). */
  readonly partialSumWrites: number;
  /** INT32 partial sums read back to go on from: as many as written; SCALE-Sim leaves these reads out (v1 issue #18). */
  readonly partialSumReads: number;
}

/**
 * Operand reads and output writes, exact closed forms of SCALE-Sim v3's demand matrices: a streamed operand is read
 * once per fold of the spatial dimension it does not own, a stationary one once per segment.
 *
 * @param segments as for {@link systolicCycles}
 */
export function operandTraffic(product: MatrixProduct, array: SystolicArray, segments = 1): OperandTraffic {
  const { rows: m, cols: n, depth: k, count } = product;
  const { dataflow } = array;
  const inputPasses = dataflow === 'is' ? segments : Math.ceil(n / array.cols);
  const rowFolds = Math.ceil(m / (dataflow === 'os' ? array.rows : array.cols));
  const weightPasses = dataflow === 'ws' ? segments : rowFolds;
  const depthPieces = dataflow === 'os' ? segments : Math.ceil(k / array.rows);
  const partialSums = count * m * n * (depthPieces - 1);
  return {
    inputReads: count * m * k * inputPasses,
    weightReads: count * k * n * weightPasses,
    outputWrites: count * m * n,
    partialSumWrites: partialSums,
    partialSumReads: partialSums,
  };
}

/** Share of the array that the folds cover on average, in (0, 1]. */
export function mappingUtilisation(product: MatrixProduct, array: SystolicArray): number {
  const { spatialRows, spatialCols, folds } = mapProduct(product, array);
  return (spatialRows * spatialCols) / (folds * array.rows * array.cols);
}

/** Multiply-accumulates done per element and cycle over the whole run, fill and drain included, in (0, 1]. */
export function overallUtilisation(product: MatrixProduct, array: SystolicArray): number {
  const macs = product.count * product.rows * product.cols * product.depth;
  return macs / (systolicCycles(product, array) * array.rows * array.cols);
}
