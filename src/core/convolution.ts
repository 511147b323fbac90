/** A two-dimensional convolution of one image; sizes are integers >= 1, `padding` >= 0 on every side. */
export interface Convolution {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly inHeight: number;
  readonly inWidth: number;
}

/** A convolution as the matrix product that a systolic array runs. */
export interface UnfoldedConvolution {
  /** Output positions. */
  readonly rows: number;
  /** Output channels. */
  readonly cols: number;
  /** Weights per output channel: `kernel^2 x inChannels`. */
  readonly depth: number;
  /** Elements of the image that `rows x depth` operands are gathered from. */
  readonly inputElements: number;
}

/**
 * Unfolds a convolution (im2col): one row per output position, holding the patch that it sees.
 *
 * @example unfold({ inChannels: 4, outChannels: 320, kernel: 3, stride: 1, padding: 1, inHeight: 64, inWidth: 64 })
 * // { rows: 4096, cols: 320, depth: 36, inputElements: 16384 }
 */
export function unfold(convolution: Convolution): UnfoldedConvolution {
  const { inChannels, outChannels, kernel, inHeight, inWidth } = convolution;
  return {
    rows: outputSize(convolution, inHeight) * outputSize(convolution, inWidth),
    cols: outChannels,
    depth: kernel * kernel * inChannels,
    inputElements: inChannels * inHeight * inWidth,
  };
}

const outputSize = ({ kernel, stride, padding }: Convolution, size: number) =>
  Math.floor((size + 2 * padding - kernel) / stride) + 1;
