import type { LayerBuilder } from './layer-builder.js';

/** A square feature map. */
export interface FeatureMap {
  readonly channels: number;
  /** Height and width. */
  readonly size: number;
}

export const featureElements = ({ channels, size }: FeatureMap): number => channels * size ** 2;

/** A group norm with learned scale and shift. */
export function groupNorm(layers: LayerBuilder, { channels, size }: FeatureMap): void {
  layers.norm(size ** 2, channels, { affine: true });
}

/** Group norm and SiLU, which stand before every 3x3 convolution but the first and those that change the size. */
export function normAndActivation(layers: LayerBuilder, map: FeatureMap): void {
  groupNorm(layers, map);
  layers.activation(featureElements(map));
}

/** How a network calls the layers of its residual blocks. */
export interface ResidualNames {
  /** Before `conv1` and `conv2`. */
  readonly prefix: string;
  readonly timeProjection: string;
  readonly shortcut: string;
}

/**
 * A residual block: norm, SiLU, 3x3 convolution, plus the timestep's embedding, norm, SiLU, 3x3 convolution, plus
 * the input (through a 1x1 convolution where the number of channels changes).
 *
 * @param input what it reads; skip connections are joined to it already
 * @param channels of its result
 * @param timeWidth of the timestep's embedding
 * @returns its result
 */
export function residualBlock(
  layers: LayerBuilder,
  input: FeatureMap,
  channels: number,
  timeWidth: number,
  { prefix, timeProjection, shortcut }: ResidualNames,
): FeatureMap {
  const { size } = input;
  const result = { channels, size };
  normAndActivation(layers, input);
  convolve(layers, `${prefix}conv1`, input, channels);
  layers.activation(timeWidth);
  layers.linear(`${prefix}${timeProjection}`, 1, timeWidth, channels);
  layers.elementwise(featureElements(result));
  normAndActivation(layers, result);
  convolve(layers, `${prefix}conv2`, result, channels);
  if (channels !== input.channels) convolve(layers, `${prefix}${shortcut}`, input, channels, 1);
  layers.elementwise(featureElements(result));
  return result;
}

/** A convolution with bias that keeps the size. */
export function convolve(
  layers: LayerBuilder,
  layer: string,
  { channels: inChannels, size }: FeatureMap,
  outChannels: number,
  kernel = 3,
): void {
  layers.convolution(layer, { inChannels, outChannels, kernel, size });
}

/** Halves the size with a 3x3 convolution of stride 2. */
export function downsample(layers: LayerBuilder, { channels, size }: FeatureMap): FeatureMap {
  layers.convolution('downsample', {
    inChannels: channels,
    outChannels: channels,
    kernel: 3,
    stride: 2,
    size,
  });
  return { channels, size: size / 2 };
}

/** Doubles the size by repeating pixels, then a 3x3 convolution. */
export function upsample(layers: LayerBuilder, { channels, size }: FeatureMap): FeatureMap {
  const result = { channels, size: 2 * size };
  convolve(layers, 'upsample', result, channels);
  return result;
}
