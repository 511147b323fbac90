import { describe, expect, it } from 'vitest';
import { type BlockRule, orderBlocks, placeGemms } from '../../src/network/block-names.js';
import { findGemms } from '../../src/network/find-gemms.js';
import { Graph } from '../../src/network/graph.js';
import { NetworkBuilder } from './network-builder.js';

/** A chain of square products with the given node names. */
function chain(...names: string[]): Graph {
  const net = new NetworkBuilder();
  const weight = net.random('w', [4, 4], 1);
  net.output(names.reduce((x, name) => net.node('MatMul', name, [x, weight]), net.input('x', [1, 4, 4])));
  return new Graph(net.build());
}

function place(graph: Graph, rules?: readonly BlockRule[]) {
  return placeGemms(graph, findGemms(graph, 'net.onnx'), rules, 'net.onnx');
}

describe('placeGemms', () => {
  it.each([
    ['/blocks.3/attn/qkv/MatMul/MatMulAddFusion', 'blocks.3', 'qkv'],
    ['/blocks.11/adaLN_modulation/adaLN_modulation.1/Gemm', 'blocks.11', 'adaLN_modulation.1'],
    ['/blocks.2/mlp/fc2/Gemm/GemmTransposeFusion/', 'blocks.2', 'fc2'],
    ['/blocks.0/mlp/fc1/MatMul_1', 'blocks.0', 'fc1'],
    ['/transformer_blocks.0/attn1/to_q/MatMul', 'transformer_blocks.0', 'to_q'],
    ['/transformer_blocks.7/attn1/to_out.0/MatMul/MatMulAddFusion', 'transformer_blocks.7', 'proj'],
    ['/transformer_blocks.7/ff/net.0/proj/Gemm', 'transformer_blocks.7', 'fc1'],
    ['/transformer_blocks.7/ff/net.2/MatMul', 'transformer_blocks.7', 'fc2'],
    ['/down_blocks.1/attentions.0/transformer_blocks.0/attn2/to_k/MatMul', 'down_blocks.1', 'to_k'],
    ['/mid_block/attentions.0/proj_in/Gemm', 'mid_block', 'proj_in'],
    ['/up_blocks.3/resnets.2/time_emb_proj/Gemm', 'up_blocks.3', 'time_emb_proj'],
    ['/encoder/layers.5/linear1/MatMul', 'layers.5', 'linear1'],
  ])('%s is in block %s, layer %s', (name, block, layer) => {
    expect(place(chain(name))).toEqual([{ block, layer }]);
  });

  it('calls what blocks depend on embed, and everything else outside of them head', () => {
    const graph = chain(
      '/x_embedder/proj/MatMul',
      '/blocks.0/fc/MatMul',
      '/blocks.1/fc/MatMul',
      '/final/MatMul',
    );
    expect(place(graph).map(({ block }) => block)).toEqual(['embed', 'blocks.0', 'blocks.1', 'head']);
  });

  it('tells the products of attention apart by their softmax', () => {
    const net = new NetworkBuilder();
    const x = net.input('x', [1, 4, 4]);
    const scores = net.node('MatMul', '/blocks.0/attn/MatMul', [x, x]);
    const weights = net.node('Softmax', '/blocks.0/attn/Softmax', [scores]);
    const reshaped = net.node('Reshape', '/blocks.0/attn/Reshape', [weights, net.integers(-1, 4, 4)]);
    net.output(net.node('MatMul', '/blocks.0/attn/MatMul_1', [reshaped, x]));
    expect(place(new Graph(net.build())).map(({ layer }) => layer)).toEqual(['qk', 'pv']);
  });

  it('takes a constant left operand for a layer, not for attention', () => {
    const net = new NetworkBuilder();
    const queries = net.random('queries', [3, 4], 1);
    net.output(net.node('MatMul', '/blocks.0/pool/MatMul', [queries, net.input('x', [1, 4, 4])]));
    expect(place(new Graph(net.build()))).toEqual([{ block: 'blocks.0', layer: 'pool' }]);
  });

  describe('with rules', () => {
    const graph = chain('/a/MatMul', '/b1/MatMul', '/b2/MatMul', '/c/MatMul');

    it('takes blocks from the first rule that matches', () => {
      const rules = [
        { name: 'second', match: '^/b2/' },
        { name: 'first', match: '^/b' },
      ];
      expect(place(graph, rules).map(({ block }) => block)).toEqual(['embed', 'first', 'second', 'head']);
    });

    it('refuses a rule that matches nothing', () => {
      expect(() => place(graph, [{ name: 'none', match: '^/z' }])).toThrow(
        'net.onnx: block none: no MatMul or Gemm node matches /^/z/; correct the pattern',
      );
    });

    it('refuses a pattern that is no regular expression', () => {
      expect(() => place(graph, [{ name: 'bad', match: '(' }])).toThrow(
        /^net\.onnx: blocks: .*regular expression/,
      );
    });
  });
});

describe('orderBlocks', () => {
  const at = (block: string, depth: number) => ({ block, depth });

  it('puts embed first, head last, and blocks by where they end', () => {
    const gemms = [at('head', 9), at('encoder.1', 4), at('decoder.0', 6), at('embed', 8), at('encoder.0', 2)];
    expect(orderBlocks(gemms)).toEqual(['embed', 'encoder.0', 'encoder.1', 'decoder.0', 'head']);
  });

  it('is not misled by products that all blocks begin with at the same depth', () => {
    expect(orderBlocks([at('b.1', 1), at('b.1', 7), at('b.0', 1), at('b.0', 4)])).toEqual(['b.0', 'b.1']);
  });

  it('counts in names', () => {
    expect(orderBlocks([at('blocks.10', 1), at('blocks.9', 1)])).toEqual(['blocks.9', 'blocks.10']);
  });

  it('follows the rules where there are some', () => {
    const rules = ['late', 'early'].map((name) => ({ name, match: name }));
    expect(orderBlocks([at('early', 1), at('late', 2), at('embed', 0)], rules)).toEqual([
      'embed',
      'late',
      'early',
    ]);
  });
});
