import type { LayerBuilder } from './layer-builder.js';

/** Tokens of a transformer and how wide it is. */
export interface TokenShape {
  readonly tokens: number;
  readonly hidden: number;
  readonly heads: number;
}

/** Sines and cosines that a timestep is described with (GLIDE's `timestep_embedding`, as DiT uses it). */
const FREQUENCY_WIDTH = 256;

/** Times the hidden width, between the two linear layers of a block's MLP. */
const MLP_RATIO = 4;

/** Describes `count` scalars (timestep, size) with sines and cosines and passes each through linear, SiLU, linear. */
export function scalarEmbedder(layers: LayerBuilder, layer: string, width: number, count = 1): void {
  layers.activation(count * FREQUENCY_WIDTH);
  layers.linear(`${layer}.mlp.0`, count, FREQUENCY_WIDTH, width);
  layers.activation(count * width);
  layers.linear(`${layer}.mlp.2`, count, width, width);
}

/** Multi-head self-attention with one linear layer for queries, keys and values. */
export function selfAttention(layers: LayerBuilder, { tokens, hidden, heads }: TokenShape): void {
  layers.linear('attn.qkv', tokens, hidden, 3 * hidden);
  layers.attention('attn', { heads, headWidth: hidden / heads, queries: tokens, keys: tokens });
  layers.linear('attn.proj', tokens, hidden, hidden);
}

export function mlp(layers: LayerBuilder, { tokens, hidden }: TokenShape): void {
  const inner = MLP_RATIO * hidden;
  layers.linear('mlp.fc1', tokens, hidden, inner);
  layers.activation(tokens * inner);
  layers.linear('mlp.fc2', tokens, inner, hidden);
}

/**
 * A layer norm without parameters, then `x (1 + scale) + shift` with one scale and shift per channel (adaptive layer
 * norm); the 1 is part of the bias of the layer that computes the scale.
 */
export function adaptiveNorm(layers: LayerBuilder, { tokens, hidden }: TokenShape): void {
  layers.norm(tokens, hidden, { affine: false });
  layers.elementwise(tokens * hidden);
  layers.elementwise(tokens * hidden);
}

/** `x + gate y`, with one gate per channel. */
export function gatedResidual(layers: LayerBuilder, { tokens, hidden }: TokenShape): void {
  layers.elementwise(tokens * hidden);
  layers.elementwise(tokens * hidden);
}
