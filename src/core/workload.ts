/**
 * One matrix product of the network: `count` independent products of `rows x depth` by `depth x cols`, for one
 * image and one denoising step (both guidance passes included). Its INT32 accumulators, `count x rows x cols`
 * words, are what faults hit and protections repair.
 */
export interface Gemm {
  /** Position in {@link Workload.gemms}. */
  readonly index: number;
  /** Name of the ONNX node it comes from. */
  readonly name: string;
  /** Index into {@link Workload.blocks}. */
  readonly block: number;
  /** Role within the block: qkv, proj, fc1, fc2, ada, qk, pv, ... */
  readonly layer: string;
  readonly rows: number;
  readonly cols: number;
  readonly depth: number;
  readonly count: number;
  /** Whether the right operand is a weight or computed (attention products). */
  readonly weights: 'static' | 'dynamic';
  /**
   * Elements of the left operand as it lies in memory, all `count` together, where these are fewer than
   * `count x rows x depth`: the image of a convolution, which is unfolded (im2col) on its way into the array.
   */
  readonly inputElements?: number;
}

/** What a vector unit does between matrix products. */
export const VECTOR_KINDS = [
  /** Exponentials divided by their sum, over the last axis. */
  'softmax',
  /** Layer, group and root-mean-square normalisation. */
  'norm',
  /** Point-wise functions that are more than one arithmetic operation: GELU, SiLU, exp, sin, ... */
  'activation',
  /** One arithmetic operation per element: sums, products, scales. */
  'elementwise',
] as const;

export type VectorKind = (typeof VECTOR_KINDS)[number];

/** Work between matrix products of one block, for one image and one denoising step (both guidance passes included). */
export interface VectorOp {
  /** Index into {@link Workload.blocks}. */
  readonly block: number;
  readonly kind: VectorKind;
  /** Elements of the result. */
  readonly elements: number;
}

/** The work of one denoising step of one image. */
export interface Workload {
  readonly blocks: readonly string[];
  /** In execution order. */
  readonly gemms: readonly Gemm[];
  readonly vectorOps: readonly VectorOp[];
  /** Denoising steps per image. */
  readonly steps: number;
}

export const accumulatorWords = (gemm: Gemm): number => gemm.count * gemm.rows * gemm.cols;
/** Elements of the left operand as it lies in memory, all `count` together. */
export const inputElements = ({ inputElements, count, rows, depth }: Gemm): number =>
  inputElements ?? count * rows * depth;
export const multiplyAccumulates = (gemm: Gemm): number => accumulatorWords(gemm) * gemm.depth;

/** INT8 weights in bytes that a step reads at least once. */
export function weightBytes(workload: Workload): number {
  return workload.gemms
    .filter((gemm) => gemm.weights === 'static')
    .reduce((sum, gemm) => sum + gemm.depth * gemm.cols, 0);
}
