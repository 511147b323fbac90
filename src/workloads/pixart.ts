import { LayerBuilder } from './layer-builder.js';
import type { NetworkLayers } from './network-layers.js';
import {
  adaptiveNorm,
  gatedResidual,
  mlp,
  scalarEmbedder,
  selfAttention,
  type TokenShape,
} from './transformer-layers.js';

/** Hyper-parameters of PixArt-alpha (Chen et al. 2023, arXiv 2310.00426). */
export interface PixartParameters {
  readonly hidden: number;
  readonly depth: number;
  /** Divides `hidden`. */
  readonly heads: number;
  /** Width of a patch in latent pixels; divides `latentSize`. */
  readonly patch: number;
  readonly latentChannels: number;
  /** Height and width of the latent image, an eighth of the image's. */
  readonly latentSize: number;
  readonly captionTokens: number;
  /** Width of a token of the text encoder (T5). */
  readonly captionWidth: number;
  /** Whether image height, width and aspect ratio are embedded too, each in a third of `hidden`. */
  readonly microConditions: boolean;
}

/**
 * PixArt-alpha: a DiT whose blocks share one modulation of the timestep (adaLN-single) and attend to a caption.
 * Noise and its variance (twice the latent channels) from latent, timestep and caption.
 */
export function pixart(parameters: PixartParameters): NetworkLayers {
  const { hidden, depth, heads, patch, latentChannels, latentSize, captionTokens } = parameters;
  const shape = { tokens: (latentSize / patch) ** 2, hidden, heads };
  const layers = new LayerBuilder();
  embed(layers, parameters, shape);
  for (let i = 0; i < depth; i++) {
    layers.block(`blocks.${i}`);
    addModulationTable(layers, 6 * hidden);
    adaptiveNorm(layers, shape);
    selfAttention(layers, shape);
    gatedResidual(layers, shape);
    crossAttention(layers, shape, captionTokens);
    layers.elementwise(shape.tokens * hidden);
    adaptiveNorm(layers, shape);
    mlp(layers, shape);
    gatedResidual(layers, shape);
  }
  layers.block('final_layer');
  addModulationTable(layers, 2 * hidden);
  adaptiveNorm(layers, shape);
  layers.linear('linear', shape.tokens, hidden, patch ** 2 * 2 * latentChannels);
  return layers.build();
}

function embed(layers: LayerBuilder, parameters: PixartParameters, { tokens, hidden }: TokenShape): void {
  const { patch, latentChannels, latentSize, captionTokens, captionWidth, microConditions } = parameters;
  layers.block('embed');
  layers.convolution('pos_embed.proj', {
    inChannels: latentChannels,
    outChannels: hidden,
    kernel: patch,
    stride: patch,
    size: latentSize,
  });
  // The fixed position table.
  layers.elementwise(tokens * hidden);
  scalarEmbedder(layers, 't_embedder', hidden);
  if (microConditions) {
    scalarEmbedder(layers, 'csize_embedder', hidden / 3, 2);
    scalarEmbedder(layers, 'ar_embedder', hidden / 3);
    layers.elementwise(hidden);
  }
  layers.activation(hidden);
  layers.linear('t_block.1', 1, hidden, 6 * hidden);
  layers.linear('y_proj.fc1', captionTokens, captionWidth, hidden, { oncePerImage: true });
  layers.activation(captionTokens * hidden);
  layers.linear('y_proj.fc2', captionTokens, hidden, hidden, { oncePerImage: true });
}

/** A block's own table of scales, shifts and gates, added to the shared one. */
function addModulationTable(layers: LayerBuilder, size: number): void {
  layers.learned(size);
  layers.elementwise(size);
}

function crossAttention(
  layers: LayerBuilder,
  { tokens, hidden, heads }: TokenShape,
  captionTokens: number,
): void {
  layers.linear('cross_attn.q', tokens, hidden, hidden);
  layers.linear('cross_attn.kv', captionTokens, hidden, 2 * hidden, { oncePerImage: true });
  layers.attention('cross_attn', { heads, headWidth: hidden / heads, queries: tokens, keys: captionTokens });
  layers.linear('cross_attn.proj', tokens, hidden, hidden);
}
