import { LayerBuilder } from './layer-builder.js';
import type { NetworkLayers } from './network-layers.js';
import { mlp, scalarEmbedder, selfAttention } from './transformer-layers.js';

/** Hyper-parameters of CogACT's action head (Li et al. 2024, arXiv 2411.19650). */
export interface CogactParameters {
  readonly hidden: number;
  readonly depth: number;
  /** Divides `hidden`. */
  readonly heads: number;
  /** Actions that are denoised together: the current one and those predicted after it. */
  readonly actions: number;
  /** Numbers of an action. */
  readonly actionWidth: number;
  /** Width of the language model's cognition token. */
  readonly conditionWidth: number;
}

/**
 * CogACT's diffusion transformer: one token per action behind one that holds condition and timestep, plain layer
 * norms without modulation. Its "image" is a sequence of robot actions.
 */
export function cogact(parameters: CogactParameters): NetworkLayers {
  const { hidden, depth, heads, actions, actionWidth } = parameters;
  const tokens = actions + 1;
  const shape = { tokens, hidden, heads };
  const layers = new LayerBuilder();
  embed(layers, parameters, tokens);
  for (let i = 0; i < depth; i++) {
    layers.block(`blocks.${i}`);
    layers.norm(tokens, hidden, { affine: false });
    selfAttention(layers, shape);
    layers.elementwise(tokens * hidden);
    layers.norm(tokens, hidden, { affine: false });
    mlp(layers, shape);
    layers.elementwise(tokens * hidden);
  }
  layers.block('final_layer');
  layers.norm(tokens, hidden, { affine: false });
  layers.linear('linear', tokens, hidden, actionWidth);
  return layers.build();
}

function embed(layers: LayerBuilder, parameters: CogactParameters, tokens: number): void {
  const { hidden, actions, actionWidth, conditionWidth } = parameters;
  layers.block('embed');
  layers.linear('x_embedder.linear', actions, actionWidth, hidden);
  scalarEmbedder(layers, 't_embedder', hidden);
  layers.linear('z_embedder.linear', 1, conditionWidth, hidden, { oncePerImage: true });
  layers.elementwise(hidden);
  // The condition that stands for "none".
  layers.learned(conditionWidth);
  // The learned position table.
  layers.learned(tokens * hidden);
  layers.elementwise(tokens * hidden);
  // Embeds past actions: the network is built with it and never calls it.
  layers.learned(actionWidth * hidden + hidden);
}
