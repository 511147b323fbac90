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

/** Hyper-parameters of a diffusion transformer with adaptive layer norm (Peebles and Xie 2023, arXiv 2212.09748). */
export interface DitParameters {
  readonly hidden: number;
  readonly depth: number;
  /** Divides `hidden`. */
  readonly heads: number;
  /** Width of a patch in latent pixels; divides `latentSize`. */
  readonly patch: number;
  readonly latentChannels: number;
  /** Height and width of the latent image, an eighth of the image's. */
  readonly latentSize: number;
  readonly classes: number;
}

/** DiT with adaLN-zero: noise and its variance (twice the latent channels) from latent, timestep and class. */
export function dit(parameters: DitParameters): NetworkLayers {
  const { hidden, depth, heads, patch, latentChannels, latentSize } = parameters;
  const shape = { tokens: (latentSize / patch) ** 2, hidden, heads };
  const layers = new LayerBuilder();
  embed(layers, parameters, shape);
  for (let i = 0; i < depth; i++) {
    layers.block(`blocks.${i}`);
    modulation(layers, hidden, 6);
    adaptiveNorm(layers, shape);
    selfAttention(layers, shape);
    gatedResidual(layers, shape);
    adaptiveNorm(layers, shape);
    mlp(layers, shape);
    gatedResidual(layers, shape);
  }
  layers.block('final_layer');
  modulation(layers, hidden, 2);
  adaptiveNorm(layers, shape);
  layers.linear('linear', shape.tokens, hidden, patch ** 2 * 2 * latentChannels);
  return layers.build();
}

function embed(layers: LayerBuilder, parameters: DitParameters, { tokens, hidden }: TokenShape): void {
  const { patch, latentChannels, latentSize, classes } = parameters;
  layers.block('embed');
  layers.convolution('x_embedder.proj', {
    inChannels: latentChannels,
    outChannels: hidden,
    kernel: patch,
    stride: patch,
    size: latentSize,
  });
  // The fixed position table.
  layers.elementwise(tokens * hidden);
  scalarEmbedder(layers, 't_embedder', hidden);
  // One row per class and one for "no class", added to the timestep's embedding.
  layers.learned((classes + 1) * hidden);
  layers.elementwise(hidden);
}

/** Scales, shifts and gates from the condition: `vectors` of them, one number per channel each. */
function modulation(layers: LayerBuilder, hidden: number, vectors: number): void {
  layers.activation(hidden);
  layers.linear('adaLN_modulation.1', 1, hidden, vectors * hidden);
}
