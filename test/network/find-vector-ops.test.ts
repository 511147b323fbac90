import { beforeAll, describe, expect, it } from 'vitest';
import type { VectorKind } from '../../src/core/workload.js';
import type { BlockRule } from '../../src/network/block-names.js';
import { type Denoiser, prepareDenoiser } from '../../src/network/denoiser.js';
import { openDenoiser } from '../../src/network/open-denoiser.js';
import { NetworkBuilder } from './network-builder.js';
import { openShipped } from './shipped-network.js';

/** Elements of one kind, by the name of the block. */
function elementsByBlock({ blocks, vectorOps }: Denoiser, kind: VectorKind): Record<string, number> {
  const elements: Record<string, number> = {};
  for (const op of vectorOps.filter((op) => op.kind === kind)) {
    elements[blocks[op.block]] = (elements[blocks[op.block]] ?? 0) + op.elements;
  }
  return elements;
}

describe('vector operations of the shipped network', () => {
  // From its model card.
  const [tokens, hidden, depth, heads, mlpRatio] = [64, 192, 12, 3, 4];
  const passes = 2;
  const { located, file } = openShipped();
  const open = async (images: number, rowsPerImage: number) =>
    (await openDenoiser(file, located.description, images, rowsPerImage)).denoiser;
  let guided: Denoiser;

  beforeAll(async () => {
    guided = await open(2, passes);
  });

  const everyBlock = (elements: number) =>
    Object.fromEntries(Array.from({ length: depth }, (_, i) => [`blocks.${i}`, elements * passes]));

  it('have one softmax over the scores of every block', () => {
    expect(elementsByBlock(guided, 'softmax')).toEqual(everyBlock(heads * tokens ** 2));
  });

  it('have two norms in every block and one in the head', () => {
    expect(elementsByBlock(guided, 'norm')).toEqual({
      ...everyBlock(2 * tokens * hidden),
      head: tokens * hidden * passes,
    });
  });

  it('have a GELU in every block, and the timestep in the embedding', () => {
    const { embed, ...blocks } = elementsByBlock(guided, 'activation');
    expect(blocks).toEqual(everyBlock(tokens * mlpRatio * hidden));
    // Two SiLU of one vector, and sines and cosines.
    expect(embed).toBeGreaterThan(2 * hidden * passes);
    expect(embed).toBeLessThan(tokens * hidden);
  });

  it('have the modulation, gates, residual sums and score scale of every block', () => {
    const { embed, head, ...blocks } = elementsByBlock(guided, 'elementwise');
    // Scale and shift, gate and sum, before and after both halves; 1 + scale for both; 3 x 64 x 64 scores.
    expect(blocks).toEqual(everyBlock(8 * tokens * hidden + 2 * hidden + heads * tokens ** 2));
    expect(head).toBe((2 * tokens * hidden + hidden) * passes);
    // The position table, the class, two SiLU, and the timestep's frequencies.
    expect(embed).toBeGreaterThanOrEqual((tokens * hidden + 3 * hidden) * passes);
    expect(embed).toBeLessThan(2 * tokens * hidden * passes);
  });

  it('are the same for every batch, and half without guidance', async () => {
    expect((await open(1, passes)).vectorOps).toEqual(guided.vectorOps);
    const unguided = await open(2, 1);
    expect(unguided.vectorOps.map(({ elements }) => passes * elements)).toEqual(
      guided.vectorOps.map(({ elements }) => elements),
    );
  });
});

describe('vector operations', () => {
  const images = 2;
  const [tokens, width] = [4, 8];

  /** A network of one input `x`, `batch x 4 x 8`. */
  function prepare(make: (net: NetworkBuilder, x: string) => string, rules?: readonly BlockRule[]) {
    const net = new NetworkBuilder(17);
    net.output(make(net, net.input('x', [1, tokens, width])));
    const file = { path: 'net.onnx', model: net.build(), sha256: '' };
    return prepareDenoiser(file, new Map([['x', [images, tokens, width]]]), images, rules);
  }

  it('of a decomposed layer norm are its nodes, and sums count what they add up', async () => {
    const { vectorOps } = await prepare((net, x) => {
      const y = net.linear('/fc', x, width, width);
      const axes = { axes: [-1n] };
      const centred = net.node('Sub', '/norm/Sub', [y, net.node('ReduceMean', '/norm/Mean', [y], axes)]);
      const square = net.node('Pow', '/norm/Pow', [centred, net.scalar(2)]);
      const variance = net.node('ReduceMean', '/norm/Variance', [square], axes);
      const deviation = net.node('Sqrt', '/norm/Sqrt', [variance]);
      return net.node('Div', '/norm/Div', [centred, deviation]);
    });
    const all = tokens * width;
    expect(vectorOps.map(({ kind, elements }) => [kind, elements])).toEqual([
      ['elementwise', all],
      ['elementwise', all],
      ['elementwise', all],
      ['elementwise', all],
      ['activation', tokens],
      ['elementwise', all],
    ]);
  });

  it('are none where data only moves', async () => {
    const { vectorOps } = await prepare((net, x) => {
      const y = net.node('Transpose', '/Transpose', [net.linear('/fc', x, width, width)], {
        perm: [0n, 2n, 1n],
      });
      const joined = net.node('Concat', '/Concat', [y, y], { axis: 1n });
      return net.node('Reshape', '/Reshape', [joined, net.integers(-1, 16, 4)]);
    });
    expect(vectorOps).toEqual([]);
  });

  const chain = (names: readonly string[]) => (net: NetworkBuilder, x: string) => {
    const [before, named, nameless, last] = names;
    let y = net.node('Tanh', before, [x]);
    y = net.linear('/patch', y, width, width, false);
    y = net.linear('/blocks.0/fc', net.node('Tanh', named, [y]), width, width, false);
    y = net.node('Tanh', nameless, [y]);
    y = net.linear('/blocks.1/fc', y, width, width, false);
    y = net.node('Tanh', last, [y]);
    return net.linear('/out', y, width, width, false);
  };
  const blocksOf = ({ blocks, vectorOps }: Denoiser) => vectorOps.map(({ block }) => blocks[block]);

  it('belong to the block of their name, else to that of the product before them, else to the head', async () => {
    const denoiser = await prepare(chain(['/Tanh', '/blocks.0/Tanh', '/Tanh_1', '/norm/Tanh']));
    expect(denoiser.blocks).toEqual(['embed', 'blocks.0', 'blocks.1', 'head']);
    expect(blocksOf(denoiser)).toEqual(['embed', 'blocks.0', 'blocks.0', 'head']);
  });

  it('follow the rules of a description where they match', async () => {
    const rules = [
      { name: 'first', match: '/blocks.0/' },
      { name: 'second', match: '/blocks.1/|Tanh_1' },
    ];
    const denoiser = await prepare(chain(['/Tanh', '/blocks.0/Tanh', '/Tanh_1', '/norm/Tanh']), rules);
    expect(blocksOf(denoiser)).toEqual(['embed', 'first', 'second', 'head']);
  });

  it('belong to the first block there is when nothing comes before them', async () => {
    const denoiser = await prepare((net, x) =>
      net.linear('/blocks.0/fc', net.node('Tanh', '/Tanh', [x]), width, width, false),
    );
    expect(denoiser.blocks).toEqual(['blocks.0']);
    expect(blocksOf(denoiser)).toEqual(['blocks.0']);
  });
});
