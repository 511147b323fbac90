import { create } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type ModelProto,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { prepareDenoiser } from '../../src/network/denoiser.js';
import { graphOf } from '../../src/network/graph.js';
import { DataType, makeNode, makeValueInfo } from '../../src/network/onnx-build.js';
import { expectCutEqualsUncut, prepare, quantisationError } from './execution.js';
import { NetworkBuilder } from './network-builder.js';

const DOUBLE = { to: BigInt(DataType.DOUBLE) };
const HALF = { to: BigInt(DataType.FLOAT16) };
const SINGLE = { to: BigInt(DataType.FLOAT) };

/** A network of one input `x`, `batch x 4 x 8`. */
function network(
  make: (net: NetworkBuilder, x: string) => string,
  change: (model: ModelProto) => void = () => {},
  opset?: number,
) {
  const net = new NetworkBuilder(opset);
  net.output(make(net, net.input('x', [1, 4, 8])));
  const model = net.build();
  change(model);
  return { path: 'odd.onnx', model, sha256: '' };
}

const batchOf2 = new Map([['x', [2, 4, 8]]]);

/** Lists every constant as a graph input too, as the first versions of ONNX demanded. */
function listConstantsAsInputs(model: ModelProto): void {
  const graph = graphOf(model);
  for (const { name, dims, dataType } of graph.initializer) {
    graph.input.push(makeValueInfo(name, dataType, dims.map(Number)));
  }
}

const weight = (net: NetworkBuilder, ...dims: number[]) => net.random(`w${dims}`, dims, 0.5);

describe('networks that are written in another way', () => {
  const cases: Record<string, ReturnType<typeof network>> = {
    'constants listed as inputs': network((net, x) => {
      const w = net.node('Identity', '/i', [weight(net, 8, 4)]);
      return net.linear('/l', net.node('MatMul', '/m', [x, w]), 4, 8);
    }, listConstantsAsInputs),
    'the first file format': network(
      (net, x) => net.linear('/l', x, 8, 8),
      (model) => {
        model.irVersion = 3n;
        listConstantsAsInputs(model);
      },
    ),
    'a weight behind Identity': network((net, x) =>
      net.node('MatMul', '/m', [x, net.node('Identity', '/i', [weight(net, 8, 4)])]),
    ),
    'a weight behind Transpose': network((net, x) =>
      net.node('MatMul', '/m', [x, net.node('Transpose', '/t', [weight(net, 4, 8)], { perm: [1n, 0n] })]),
    ),
    'a weight in a Constant node': network(
      (net, x) => net.node('MatMul', '/m', [x, net.node('Identity', '/c', [weight(net, 8, 3)])]),
      (model) => {
        const graph = graphOf(model);
        const [tensor] = graph.initializer.splice(0);
        const value = create(AttributeProtoSchema, { name: 'value', type: AttributeType.TENSOR, t: tensor });
        Object.assign(graph.node[0], { opType: 'Constant', input: [], attribute: [value] });
      },
    ),
    'float16 weights': network((net, x) => {
      const half = net.node('Cast', '/half', [weight(net, 8, 8)], HALF);
      return net.node('MatMul', '/m', [x, net.node('Cast', '/single', [half], SINGLE)]);
    }),
    'float16 arithmetic': network((net, x) => {
      const half = net.node('Cast', '/half', [x], HALF);
      const product = net.node('MatMul', '/m', [half, net.node('Cast', '/w', [weight(net, 8, 8)], HALF)]);
      return net.node('Cast', '/single', [product], SINGLE);
    }),
    'float64 between products': network((net, x) => {
      const double = net.node('Cast', '/double', [net.linear('/a', x, 8, 8)], DOUBLE);
      const single = net.node('Cast', '/single', [net.node('Neg', '/neg', [double])], SINGLE);
      const y = net.linear('/b', single, 8, 8);
      const sum = net.node('Add', '/sum', [net.node('Cast', '/double2', [y], DOUBLE), double]);
      return net.node('Cast', '/single2', [sum], SINGLE);
    }),
    'a constant left operand': network((net, x) => net.node('MatMul', '/m', [weight(net, 3, 4), x])),
    'a weight of three dimensions': network((net, x) => net.node('MatMul', '/m', [x, weight(net, 1, 8, 3)])),
    'one weight for two products': network((net, x) => {
      const w = weight(net, 8, 8);
      return net.node('MatMul', '/b', [net.node('MatMul', '/a', [x, w]), w]);
    }),
    'a product with itself': network((net, x) => {
      const t = net.node('Transpose', '/t', [x], { perm: [0n, 2n, 1n] });
      return net.node('MatMul', '/m', [t, x]);
    }),
    'nodes without names': network((net, x) => {
      const y = net.add(makeNode('MatMul', '', [x, weight(net, 8, 4)], ['y']));
      return net.add(makeNode('MatMul', '', [y, weight(net, 4, 2)], ['z']));
    }),
    'nodes of one name': network((net, x) => {
      const y = net.add(makeNode('MatMul', 'same', [x, weight(net, 8, 4)], ['y']));
      return net.add(makeNode('MatMul', 'same', [y, weight(net, 4, 2)], ['z']));
    }),
    'tensors with names like ours': network((net, x) => {
      const w = net.random('/m/weight', [8, 8], 1);
      const y = net.add(makeNode('MatMul', '/m', [x, w], ['/m/accumulator']));
      return net.add(makeNode('MatMul', '/n', [y, net.random('x/scale', [8, 8], 1)], ['x/u8']));
    }),
    'a Gemm without bias': network((net, x) => {
      const flat = net.node('Reshape', '/flat', [x, net.integers(-1, 8)]);
      return net.node('Gemm', '/g', [flat, weight(net, 8, 4)]);
    }),
    'a Gemm with a bias for each row': network((net, x) => {
      const flat = net.node('Reshape', '/flat', [x, net.integers(-1, 8)]);
      const bias = net.node('ReduceMean', '/mean', [flat], { axes: [1n], keepdims: 1n });
      return net.node('Gemm', '/g', [flat, weight(net, 4, 8), bias], { transB: 1n });
    }),
    'left-out operands and results': network((net, x) => {
      const dropout = net.add(makeNode('Dropout', '/drop', [net.linear('/l', x, 8, 8)], ['dropped', '']));
      const clipped = net.node('Clip', '/clip', [dropout, '', net.scalar(0.5)]);
      return net.linear('/n', clipped, 8, 8);
    }),
    'a second output that nobody needs': network(
      (net, x) => {
        const y = net.linear('/l', x, 8, 8);
        net.node('Conv', '/aside', [y, weight(net, 2, 4, 1)]);
        return net.linear('/n', y, 8, 8);
      },
      (model) => {
        graphOf(model).output.push(makeValueInfo('/aside_output_0', DataType.FLOAT));
      },
    ),
    'a product that is the output': network((net, x) => net.node('MatMul', '/m', [x, weight(net, 8, 8)])),
    'a softmax that a Gemm and a MatMul read': network((net, x) => {
      const soft = net.node('Softmax', '/soft', [net.node('Reshape', '/flat', [x, net.integers(-1, 8)])]);
      const gemm = net.node('Gemm', '/g', [soft, weight(net, 8, 4)]);
      return net.node('Sub', '/sum', [gemm, net.node('MatMul', '/m', [soft, net.random('v', [8, 4], 1)])]);
    }),
    'operator set 10': network((net, x) => net.linear('/l', x, 8, 8), undefined, 10),
    'operator set 22': network((net, x) => net.linear('/l', x, 8, 8), undefined, 22),
  };

  it.each(Object.keys(cases))('%s: runs in INT8, cut as uncut', async (name) => {
    const prepared = await prepare(cases[name], 2);
    await expectCutEqualsUncut(prepared);
    expect(await quantisationError(prepared)).toBeLessThan(0.03);
  });

  it('takes weights as constants wherever they are stored', async () => {
    for (const name of Object.keys(cases).filter((text) => /^(a weight (behind|in)|float16)/.test(text))) {
      const { gemms } = await prepareDenoiser(cases[name], batchOf2, 2);
      expect(
        gemms.map(({ weights }) => weights),
        name,
      ).toEqual(['static']);
    }
  });

  it('gives every product a name of its own', async () => {
    const unnamed = await prepareDenoiser(cases['nodes without names'], batchOf2, 2);
    expect(unnamed.gemms.map(({ name }) => name)).toEqual(['y', 'z']);
    const repeated = await prepareDenoiser(cases['nodes of one name'], batchOf2, 2);
    expect(repeated.gemms.map(({ name }) => name)).toEqual(['same', 'z']);
  });
});
