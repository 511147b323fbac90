import { describe, expect, it } from 'vitest';
import type { VectorKind } from '../../src/core/workload.js';
import type { NetworkLayers } from '../../src/workloads/network-layers.js';
import { PUBLISHED_NETWORKS, publishedNetwork } from '../../src/workloads/published-networks.js';
import { sum } from './reference.js';

const opsOf = ({ vectorOps }: NetworkLayers, kind: VectorKind) => vectorOps.filter((op) => op.kind === kind);
const elementsOf = (network: NetworkLayers, kind: VectorKind) =>
  sum(opsOf(network, kind).map(({ elements }) => elements));

describe.each(Object.keys(PUBLISHED_NETWORKS))('vector operations of %s', (name) => {
  const network = publishedNetwork(name);

  it('have one softmax for every matrix of attention scores', () => {
    const scores = network.gemms.filter(({ layer }) => /(^|\.)qk$/.test(layer));
    expect(opsOf(network, 'softmax')).toEqual(
      scores.map(({ block, count, rows, cols }) => ({
        block,
        kind: 'softmax',
        elements: count * rows * cols,
      })),
    );
    expect(scores.length).toBeGreaterThan(0);
  });

  it('belong to blocks, and every residual block has some', () => {
    for (const { block, elements } of network.vectorOps) {
      expect(network.blocks[block]).toBeDefined();
      expect(Number.isInteger(elements) && elements > 0).toBe(true);
    }
    const withSum = new Set(opsOf(network, 'elementwise').map(({ block }) => block));
    network.blocks.forEach((block, i) => {
      if (/^(blocks|down|mid|up)/.test(block) && !/sample$/.test(block)) expect(withSum).toContain(i);
    });
  });
});

describe('vector operations', () => {
  it('of DiT-XL/2 follow from depth, tokens and width', () => {
    const [tokens, hidden, depth] = [256, 1152, 28];
    const network = publishedNetwork('dit-xl2-256');
    expect(elementsOf(network, 'norm')).toBe((2 * depth + 1) * tokens * hidden);
    // GELU of every block; SiLU of every modulation and of the timestep's embedding; its 256 sines and cosines.
    expect(elementsOf(network, 'activation')).toBe(
      depth * tokens * 4 * hidden + (depth + 1) * hidden + hidden + 256,
    );
    // Modulation (2) before, gate and sum (2) after both halves of a block; modulation of the last norm; position
    // table; timestep plus class.
    expect(elementsOf(network, 'elementwise')).toBe((8 * depth + 2 + 1) * tokens * hidden + hidden);
  });

  it('of Stable Diffusion 1.5 are those of its ONNX export by diffusers 0.24', () => {
    const network = publishedNetwork('sd15-unet-512');
    const attentions = 32;
    expect(opsOf(network, 'softmax')).toHaveLength(attentions);
    // 61 InstanceNormalization, and 96 ReduceMean, two for each layer norm.
    expect(opsOf(network, 'norm')).toHaveLength(61 + 96 / 2);
    // 47 Sigmoid, of which one stands for the timestep's in all 22 residual blocks; 16 Erf; one pair of Sin and Cos.
    expect(opsOf(network, 'activation')).toHaveLength(47 + 21 + 16 + 1);
  });

  it('of the DDPM U-Net on CIFAR-10 normalise and activate before each convolution of a residual block', () => {
    const network = publishedNetwork('ddpm-cifar10-unet');
    const residualBlocks = 4 * 2 + 2 + 4 * 3;
    const attentions = 2 + 1 + 3;
    expect(opsOf(network, 'norm')).toHaveLength(2 * residualBlocks + attentions + 1);
    expect(opsOf(network, 'activation')).toHaveLength(3 * residualBlocks + 1 + 2);
    expect(opsOf(network, 'elementwise')).toHaveLength(2 * residualBlocks + attentions);
  });
});
