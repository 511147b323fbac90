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
}

/** The matrix products of one denoising step of one image, in execution order. */
export interface Workload {
  readonly blocks: readonly string[];
  readonly gemms: readonly Gemm[];
  /** Denoising steps per image. */
  readonly steps: number;
}

export const accumulatorWords = (gemm: Gemm): number => gemm.count * gemm.rows * gemm.cols;
export const multiplyAccumulates = (gemm: Gemm): number => accumulatorWords(gemm) * gemm.depth;

/** INT8 weights in bytes that a step reads at least once. */
export function weightBytes(workload: Workload): number {
  return workload.gemms
    .filter((gemm) => gemm.weights === 'static')
    .reduce((sum, gemm) => sum + gemm.depth * gemm.cols, 0);
}
