import type { LayerBuilder } from './layer-builder.js';
import { convolve, type FeatureMap, featureElements, groupNorm } from './unet-layers.js';

/** What a spatial transformer has to know besides the feature map that it stands on. */
export interface SpatialTransformer {
  /** Divides the number of channels. */
  readonly heads: number;
  readonly contextTokens: number;
  readonly contextWidth: number;
}

/** Times the number of channels, between the two linear layers of the feed-forward part. */
const FEED_FORWARD_RATIO = 4;

/**
 * Latent diffusion's spatial transformer of one block: self-attention, cross-attention to the text and a gated
 * feed-forward part, each behind a layer norm and added to its input; 1x1 convolutions before and after.
 */
export function spatialTransformer(
  layers: LayerBuilder,
  map: FeatureMap,
  { heads, contextTokens, contextWidth }: SpatialTransformer,
): void {
  const { channels, size } = map;
  const tokens = size ** 2;
  groupNorm(layers, map);
  convolve(layers, 'attn.proj_in', map, channels, 1);
  attention(layers, 'attn.tb0.attn1', map, heads, { tokens, width: channels });
  attention(layers, 'attn.tb0.attn2', map, heads, {
    tokens: contextTokens,
    width: contextWidth,
    fixed: true,
  });
  gatedFeedForward(layers, map);
  convolve(layers, 'attn.proj_out', map, channels, 1);
  layers.elementwise(featureElements(map));
}

/** Where keys and values come from; `fixed` if they are the same in every step. */
interface AttentionSource {
  readonly tokens: number;
  readonly width: number;
  readonly fixed?: boolean;
}

function attention(
  layers: LayerBuilder,
  layer: string,
  { channels, size }: FeatureMap,
  heads: number,
  source: AttentionSource,
): void {
  const queries = size ** 2;
  const options = { bias: false, oncePerImage: source.fixed ?? false };
  layers.norm(queries, channels, { affine: true });
  layers.linear(`${layer}.to_q`, queries, channels, channels, { bias: false });
  layers.linear(`${layer}.to_k`, source.tokens, source.width, channels, options);
  layers.linear(`${layer}.to_v`, source.tokens, source.width, channels, options);
  layers.attention(layer, { heads, headWidth: channels / heads, queries, keys: source.tokens });
  layers.linear(`${layer}.to_out`, queries, channels, channels);
  layers.elementwise(queries * channels);
}

/** GEGLU (Shazeer 2020, arXiv 2002.05202): one half of the first layer's result, through GELU, scales the other. */
function gatedFeedForward(layers: LayerBuilder, { channels, size }: FeatureMap): void {
  const tokens = size ** 2;
  const inner = FEED_FORWARD_RATIO * channels;
  layers.norm(tokens, channels, { affine: true });
  layers.linear('attn.tb0.ff.geglu', tokens, channels, 2 * inner);
  layers.activation(tokens * inner);
  layers.elementwise(tokens * inner);
  layers.linear('attn.tb0.ff.out', tokens, inner, channels);
  layers.elementwise(tokens * channels);
}
