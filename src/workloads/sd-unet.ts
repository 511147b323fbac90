import { LayerBuilder } from './layer-builder.js';
import type { NetworkLayers } from './network-layers.js';
import { type SpatialTransformer, spatialTransformer } from './spatial-transformer.js';
import { unetLevels } from './unet.js';
import { convolve, type FeatureMap, normAndActivation, residualBlock } from './unet-layers.js';

/** Hyper-parameters of Stable Diffusion 1.x's U-Net (Rombach et al. 2022, arXiv 2112.10752). */
export interface SdUnetParameters {
  readonly channels: number;
  /** Channels of each level as multiples of `channels`; every level has half the size of the one before. */
  readonly channelMultipliers: readonly number[];
  /** Residual blocks of a level on the way down; there is one more on the way up. */
  readonly residualBlocks: number;
  /** Levels at which a residual block is followed by a transformer; the middle always has one. */
  readonly attentionLevels: readonly number[];
  /** Heads of every attention; divides the channels of every level that has some. */
  readonly heads: number;
  readonly contextTokens: number;
  /** Width of a token of the text encoder (CLIP). */
  readonly contextWidth: number;
  readonly latentChannels: number;
  /** Height and width of the latent image, an eighth of the image's. */
  readonly latentSize: number;
}

/** diffusers' names. */
const RESIDUAL_NAMES = { timeProjection: 'time_emb_proj', shortcut: 'conv_shortcut' } as const;

/** Stable Diffusion 1.x's U-Net: noise from latent, timestep and text. */
export function sdUnet(parameters: SdUnetParameters): NetworkLayers {
  const { channels, channelMultipliers, attentionLevels, latentChannels, latentSize } = parameters;
  const layers = new LayerBuilder();
  const timeWidth = 4 * channels;
  const residual = (prefix: string, input: FeatureMap, width: number) =>
    residualBlock(layers, input, width, timeWidth, { prefix: `${prefix}.`, ...RESIDUAL_NAMES });
  const transformer: SpatialTransformer = parameters;

  layers.block('embed');
  layers.activation(channels);
  layers.linear('time_embedding.linear_1', 1, channels, timeWidth);
  layers.activation(timeWidth);
  layers.linear('time_embedding.linear_2', 1, timeWidth, timeWidth);
  convolve(layers, 'conv_in', { channels: latentChannels, size: latentSize }, channels);
  const last = unetLevels(layers, {
    channels,
    channelMultipliers,
    blocksPerLevel: parameters.residualBlocks,
    size: latentSize,
    downName: (level) => `down_blocks.${level}`,
    upName: (level) => `up_blocks.${channelMultipliers.length - 1 - level}`,
    blockName: (index) => `${index}`,
    middleName: 'mid_block',
    block: (input, width, level) => {
      const result = residual('resnet', input, width);
      if (attentionLevels.includes(level)) spatialTransformer(layers, result, transformer);
      return result;
    },
    middle: (map) => {
      residual('resnet0', map, map.channels);
      spatialTransformer(layers, map, transformer);
      residual('resnet1', map, map.channels);
    },
  });
  layers.block('out');
  normAndActivation(layers, last);
  convolve(layers, 'conv_out', last, latentChannels);
  return layers.build();
}
