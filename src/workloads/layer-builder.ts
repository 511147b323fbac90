import { unfold } from '../core/convolution.js';
import type { VectorKind, VectorOp } from '../core/workload.js';
import type { NetworkGemm, NetworkLayers } from './network-layers.js';

/** A convolution over a square image whose size it keeps, apart from its stride. */
export interface SquareConvolution {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  /** 1 unless given. */
  readonly stride?: number;
  /** Height and width of what it reads. */
  readonly size: number;
}

/** Attention of `queries` over `keys` tokens in `heads` heads of `headWidth` each. */
export interface Attention {
  readonly heads: number;
  readonly headWidth: number;
  readonly queries: number;
  readonly keys: number;
}

interface LinearOptions {
  /** True unless given. */
  readonly bias?: boolean;
  /** False unless given; see {@link NetworkGemm.oncePerImage}. */
  readonly oncePerImage?: boolean;
}

type GemmSize = Pick<NetworkGemm, 'rows' | 'depth' | 'cols'> &
  Partial<Pick<NetworkGemm, 'count' | 'weights' | 'inputElements' | 'oncePerImage'>>;

/**
 * Writes a network down layer by layer; a layer belongs to the block named last. Vector operations are of first
 * order: biases and the scale of attention scores cost nothing, because requantisation applies them with the scales
 * that it multiplies by anyway, and neither does data movement (concatenation, reshaping, nearest upsampling).
 */
export class LayerBuilder {
  private readonly blocks: string[] = [];
  private readonly gemms: NetworkGemm[] = [];
  private readonly gemmNames = new Set<string>();
  private readonly vectorOps: VectorOp[] = [];
  private parameters = 0;

  block(name: string): void {
    this.blocks.push(name);
  }

  /** `rows x depth` by `depth x cols`. */
  linear(layer: string, rows: number, depth: number, cols: number, options: LinearOptions = {}): void {
    const { bias = true, oncePerImage = false } = options;
    this.product(layer, { rows, depth, cols, oncePerImage });
    this.learned(depth * cols + (bias ? cols : 0));
  }

  /** A convolution with bias, padded with `(kernel - 1) / 2` (rounded down) pixels on every side. */
  convolution(layer: string, convolution: SquareConvolution): void {
    const { inChannels, outChannels, kernel, stride = 1, size } = convolution;
    const padding = Math.floor((kernel - 1) / 2);
    const { rows, depth, cols, inputElements } = unfold({
      inChannels,
      outChannels,
      kernel,
      stride,
      padding,
      inHeight: size,
      inWidth: size,
    });
    const overlaps = inputElements < rows * depth;
    this.product(layer, { rows, depth, cols, inputElements: overlaps ? inputElements : undefined });
    this.learned(depth * cols + cols);
  }

  /** Scores `qk`, their softmax, and the sums `pv` of values that they weight. */
  attention(layer: string, { heads, headWidth, queries, keys }: Attention): void {
    const weights = 'dynamic';
    this.product(`${layer}.qk`, { rows: queries, depth: headWidth, cols: keys, count: heads, weights });
    this.vector('softmax', heads * queries * keys);
    this.product(`${layer}.pv`, { rows: queries, depth: keys, cols: headWidth, count: heads, weights });
  }

  /** A layer or group norm of `rows x width` elements; with a learned scale and shift per channel if `affine`. */
  norm(rows: number, width: number, { affine }: { readonly affine: boolean }): void {
    this.vector('norm', rows * width);
    if (affine) this.learned(2 * width);
  }

  activation(elements: number): void {
    this.vector('activation', elements);
  }

  elementwise(elements: number): void {
    this.vector('elementwise', elements);
  }

  /** Parameters that are in no product: tables of embeddings and modulations. */
  learned(parameters: number): void {
    this.parameters += parameters;
  }

  build(): NetworkLayers {
    const { blocks, gemms, vectorOps, parameters } = this;
    return { blocks, gemms, vectorOps, parameters };
  }

  private product(layer: string, size: GemmSize): void {
    const { rows, depth, cols, count = 1, weights = 'static', oncePerImage = false, inputElements } = size;
    const index = this.gemms.length;
    const block = this.blocks.length - 1;
    const name = this.unusedName(`${this.blocks[block]}.${layer}`);
    const gemm = { index, name, block, layer, rows, cols, depth, count, weights, oncePerImage };
    this.gemms.push(inputElements === undefined ? gemm : { ...gemm, inputElements });
  }

  /** The name, with a number where an earlier layer of the block has it (a block may hold two residual blocks). */
  private unusedName(name: string): string {
    let unused = name;
    for (let number = 2; this.gemmNames.has(unused); number++) unused = `${name}_${number}`;
    this.gemmNames.add(unused);
    return unused;
  }

  private vector(kind: VectorKind, elements: number): void {
    this.vectorOps.push({ block: this.blocks.length - 1, kind, elements });
  }
}
