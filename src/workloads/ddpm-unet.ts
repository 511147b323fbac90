import { LayerBuilder } from './layer-builder.js';
import type { NetworkLayers } from './network-layers.js';
import { unetLevels } from './unet.js';
import {
  convolve,
  type FeatureMap,
  featureElements,
  groupNorm,
  normAndActivation,
  residualBlock,
} from './unet-layers.js';

/** Hyper-parameters of the U-Net of DDPM (Ho et al. 2020, arXiv 2006.11239). */
export interface DdpmUnetParameters {
  readonly channels: number;
  /** Channels of each level as multiples of `channels`; every level has half the size of the one before. */
  readonly channelMultipliers: readonly number[];
  /** Residual blocks of a level on the way down; there is one more on the way up. */
  readonly residualBlocks: number;
  /** Sizes at which a residual block is followed by self-attention of one head. */
  readonly attentionSizes: readonly number[];
  readonly imageChannels: number;
  /** Height and width of the image. */
  readonly imageSize: number;
}

const RESIDUAL_NAMES = { prefix: '', timeProjection: 'temb_proj', shortcut: 'nin_shortcut' } as const;

/** The U-Net of DDPM: noise from image and timestep. */
export function ddpmUnet(parameters: DdpmUnetParameters): NetworkLayers {
  const { channels, channelMultipliers, attentionSizes, imageChannels, imageSize } = parameters;
  const layers = new LayerBuilder();
  const timeWidth = 4 * channels;
  const residual = (input: FeatureMap, width: number) =>
    residualBlock(layers, input, width, timeWidth, RESIDUAL_NAMES);

  layers.block('embed');
  layers.activation(channels);
  layers.linear('temb.dense0', 1, channels, timeWidth);
  layers.activation(timeWidth);
  layers.linear('temb.dense1', 1, timeWidth, timeWidth);
  convolve(layers, 'conv_in', { channels: imageChannels, size: imageSize }, channels);
  const last = unetLevels(layers, {
    channels,
    channelMultipliers,
    blocksPerLevel: parameters.residualBlocks,
    size: imageSize,
    downName: (level) => `down_${level}`,
    upName: (level) => `up_${level}`,
    blockName: (index) => `block_${index}`,
    middleName: 'mid',
    block: (input, width) => {
      const result = residual(input, width);
      if (attentionSizes.includes(result.size)) selfAttention(layers, result);
      return result;
    },
    middle: (map) => {
      residual(map, map.channels);
      selfAttention(layers, map);
      residual(map, map.channels);
    },
  });
  layers.block('out');
  normAndActivation(layers, last);
  convolve(layers, 'conv_out', last, imageChannels);
  return layers.build();
}

/** Self-attention of one head over all pixels, its linear layers written as 1x1 convolutions. */
function selfAttention(layers: LayerBuilder, map: FeatureMap): void {
  const { channels } = map;
  const tokens = map.size ** 2;
  groupNorm(layers, map);
  for (const operand of ['q', 'k', 'v']) convolve(layers, `attn.${operand}`, map, channels, 1);
  layers.attention('attn', { heads: 1, headWidth: channels, queries: tokens, keys: tokens });
  convolve(layers, 'attn.proj_out', map, channels, 1);
  layers.elementwise(featureElements(map));
}
