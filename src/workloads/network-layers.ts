import type { Gemm, VectorOp } from '../core/workload.js';

/** A matrix product of one forward pass of one image. */
export interface NetworkGemm extends Gemm {
  /**
   * Whether its operands are the same in every step of an image, as are those that depend on the text alone. The
   * networks' own code computes such products again in every forward pass, and so every count of them includes them.
   */
  readonly oncePerImage: boolean;
}

/** What a network does in one forward pass of one image, and how many parameters it does it with. */
export interface NetworkLayers {
  readonly blocks: readonly string[];
  /** In execution order; `gemms[i].index` is `i`. */
  readonly gemms: readonly NetworkGemm[];
  readonly vectorOps: readonly VectorOp[];
  /**
   * Learned numbers: weights, biases, norms, class and position tables. Fixed sine-cosine position tables are none,
   * nor are buffers such as the embedding of an empty caption.
   */
  readonly parameters: number;
}
