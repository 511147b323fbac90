import { create } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { prepareDenoiser } from '../../src/network/denoiser.js';
import { findGemms } from '../../src/network/find-gemms.js';
import { Graph } from '../../src/network/graph.js';
import { DataType, makeNode } from '../../src/network/onnx-build.js';
import { NetworkBuilder } from './network-builder.js';

/** A network of one input `x`, `batch x 4 x 8`, with a product before what `make` adds. */
function network(make: (net: NetworkBuilder, x: string) => string) {
  const net = new NetworkBuilder();
  net.output(make(net, net.linear('/first', net.input('x', [1, 4, 8]), 8, 8)));
  return { path: 'net.onnx', model: net.build(), sha256: '' };
}

const prepareBatch = (make: Parameters<typeof network>[0], images = 2) =>
  prepareDenoiser(network(make), new Map([['x', [images, 4, 8]]]), images);

const weight = (net: NetworkBuilder, ...dims: number[]) => net.random(`w${dims}`, dims, 1);

describe('a network that Leeway cannot execute in INT8', () => {
  it('names a convolution and its node', async () => {
    const make = (net: NetworkBuilder, x: string) =>
      net.node('Conv', '/pos_embed/proj/Conv', [x, weight(net, 3, 4, 1)]);
    await expect(prepareBatch(make)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringMatching(
        /^net\.onnx: node \/pos_embed\/proj\/Conv: operator Conv is not supported; expected .* MatMul or Gemm, export/,
      ),
    });
  });

  it('names an Einsum of two operands, and lets one that only moves data pass', async () => {
    const two = (net: NetworkBuilder, x: string) =>
      net.node('Einsum', '/mix/Einsum', [x, weight(net, 8, 3)], { equation: 'btc,cd->btd' });
    await expect(prepareBatch(two)).rejects.toThrow(
      'net.onnx: node /mix/Einsum: operator Einsum is not supported',
    );
    const one = (net: NetworkBuilder, x: string) =>
      net.node('Einsum', '/unpatchify/Einsum', [x], { equation: 'btc->bct' });
    expect((await prepareBatch(one)).gemms).toHaveLength(1);
  });

  it.each(['FusedMatMul', 'MatMulNBits', 'ConvTranspose', 'MultiHeadAttention', 'LSTM', 'QLinearConv'])(
    'names %s',
    (operator) => {
      const { model } = network((net, x) => net.add(makeNode(operator, '/some/node', [x, x], ['y'])));
      expect(() => findGemms(new Graph(model), 'net.onnx')).toThrow(
        `net.onnx: node /some/node: operator ${operator} is not supported`,
      );
    },
  );

  it('names a branch that does not fold', async () => {
    const make = (net: NetworkBuilder, x: string) => {
      const sum = net.node('ReduceSum', '/sum', [x], { keepdims: 0n });
      const condition = net.node('Cast', '/condition', [sum], { to: BigInt(DataType.BOOL) });
      const branch = (name: string, operator: string) =>
        create(AttributeProtoSchema, {
          name,
          type: AttributeType.GRAPH,
          g: create(GraphProtoSchema, {
            name,
            node: [makeNode(operator, `/${name}`, [x], [`${name}_out`])],
            output: [
              { name: `${name}_out`, type: { value: { case: 'tensorType', value: { elemType: 1 } } } },
            ],
          }),
        });
      const node = makeNode('If', '/squeeze/If', [condition], ['y']);
      node.attribute.push(branch('then_branch', 'Neg'), branch('else_branch', 'Abs'));
      return net.add(node);
    };
    await expect(prepareBatch(make)).rejects.toThrow(
      /^net\.onnx: node \/squeeze\/If: operator If is not supported; expected a network without branches and loops/,
    );
  });

  it.each([
    ['alpha', { alpha: 0.5 }],
    ['beta', { beta: 2 }],
    ['transA', { transA: 1n }],
  ])('names a Gemm with %s', async (_, attributes) => {
    const make = (net: NetworkBuilder, x: string) => {
      const shape = 'transA' in attributes ? net.integers(8, -1) : net.integers(-1, 8);
      const operand = net.node('Reshape', '/flat', [x, shape]);
      return net.node('Gemm', '/fc/Gemm', [operand, weight(net, 8, 4), weight(net, 4)], attributes);
    };
    await expect(prepareBatch(make)).rejects.toThrow(
      /^net\.onnx: node \/fc\/Gemm: this form of Gemm is not supported; expected alpha = beta = 1/,
    );
  });

  it('names a Gemm whose right operand is computed', async () => {
    const make = (net: NetworkBuilder, x: string) => {
      const left = net.node('Reshape', '/left', [x, net.integers(-1, 8)]);
      const right = net.node('Reshape', '/right', [x, net.integers(8, -1)]);
      return net.node('Gemm', '/fc/Gemm', [left, right]);
    };
    await expect(prepareBatch(make)).rejects.toThrow('node /fc/Gemm: this form of Gemm is not supported');
  });

  it('names a product of vectors', async () => {
    await expect(prepareBatch((net, x) => net.node('MatMul', '/m', [x, weight(net, 8)]))).rejects.toThrow(
      'net.onnx: node /m: expected matrices, got an operand of one dimension',
    );
  });

  it('names a product in float64', async () => {
    const make = (net: NetworkBuilder, x: string) => {
      const double = { to: BigInt(DataType.DOUBLE) };
      const operands = [x, weight(net, 8, 4)].map((name, i) => net.node('Cast', `/cast${i}`, [name], double));
      return net.node('Cast', '/single', [net.node('MatMul', '/m', operands)], {
        to: BigInt(DataType.FLOAT),
      });
    };
    await expect(prepareBatch(make)).rejects.toThrow(
      'net.onnx: node /m: expected a product of float32, got float64; export the network in float32',
    );
  });

  it('names a product without a batch dimension', async () => {
    const make = (net: NetworkBuilder, x: string) => {
      const mean = net.node('ReduceMean', '/mean', [x], { axes: [0n], keepdims: 1n });
      const row = net.node('ReduceMean', '/row', [mean], { axes: [1n], keepdims: 1n });
      return net.node('Add', '/add', [x, net.node('MatMul', '/pool/MatMul', [row, weight(net, 8, 8)])]);
    };
    await expect(prepareBatch(make)).rejects.toThrow(
      'net.onnx: node /pool/MatMul: output [1, 1, 8] has no batch dimension of 2 images',
    );
  });

  it('says so when there is nothing to multiply', () => {
    const net = new NetworkBuilder();
    net.output(net.node('Neg', '/neg', [net.input('x', [1, 4])]));
    expect(() => findGemms(new Graph(net.build()), 'net.onnx')).toThrow(
      /^net\.onnx: .*at least one MatMul or Gemm/,
    );
  });

  it('passes on why onnxruntime refuses a network', async () => {
    const make = (net: NetworkBuilder, x: string) => net.node('MatMul', '/m', [x, weight(net, 7, 4)]);
    await expect(prepareBatch(make)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringMatching(/^net\.onnx: onnxruntime cannot load this network: .*\/m/s),
    });
  });

  it('names inputs that the description does not know', async () => {
    const file = network((_, x) => x);
    await expect(prepareDenoiser(file, new Map([['sample', [2, 4, 8]]]), 2)).rejects.toThrow(
      'net.onnx: graph inputs: expected sample, got x; correct denoiser.inputs in the network description',
    );
  });
});

describe('the products of a network', () => {
  it('are the same, in the same order, for every batch size', async () => {
    const make = (net: NetworkBuilder, x: string) => {
      const parts = ['/b', '/a', '/c'].map((name) => net.linear(name, x, 8, 8));
      const scores = net.node('MatMul', '/scores', [
        parts[0],
        net.node('Transpose', '/t', [parts[1]], { perm: [0n, 2n, 1n] }),
      ]);
      return net.node('MatMul', '/mix', [scores, parts[2]]);
    };
    const [one, three] = [await prepareBatch(make, 1), await prepareBatch(make, 3)];
    expect(three.gemms).toEqual(one.gemms);
    expect(one.gemms.map(({ name }) => name.split('/')[1])).toEqual([
      'first',
      'a',
      'b',
      'c',
      'scores',
      'mix',
    ]);
  });

  it('have their sizes for one image', async () => {
    const { gemms } = await prepareBatch((net, x) => {
      const split = net.node('Reshape', '/split', [
        net.linear('/wide', x, 8, 24),
        net.integers(-1, 2, 4, 12),
      ]);
      const transposed = net.node('Transpose', '/t', [split], { perm: [0n, 1n, 3n, 2n] });
      return net.node('MatMul', '/scores', [split, transposed]);
    }, 3);
    const sizes = gemms.map(({ rows, depth, cols, count, weights }) => [rows, depth, cols, count, weights]);
    expect(sizes).toEqual([
      [4, 8, 8, 1, 'static'],
      [4, 8, 24, 1, 'static'],
      [4, 12, 4, 2, 'dynamic'],
    ]);
  });
});
