import { clone } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { fuseTanhGelu } from '../../src/network/fuse-gelu.js';
import { graphOf } from '../../src/network/graph.js';
import { DataType, makeValueInfo } from '../../src/network/onnx-build.js';
import { Tensor } from '../../src/network/onnx-session.js';
import { WholeNetwork } from '../../src/network/whole-network.js';
import { relativeError, runWhole } from './execution.js';
import { NetworkBuilder } from './network-builder.js';

const FORM = {
  cube: 'power' as 'power' | 'products',
  /** Which two of the last three factors are multiplied first. */
  outer: 'half first' as 'half first' | 'half last' | 'half inside',
  /** Whether the operands of every sum and product are the other way round. */
  swapped: false,
  constants: { exponent: 3, cubic: 0.044715, scale: Math.sqrt(2 / Math.PI), one: 1, half: 0.5 },
};

type Form = typeof FORM;

const WIDTH = 512;

/** The activation function in the given form, then a Neg, so that it is no graph output itself. */
function geluModel({ cube, outer, swapped, constants }: Form): ModelProto {
  const net = new NetworkBuilder();
  const x = net.input('x', [1, WIDTH]);
  const binary = (type: string, name: string, a: string, b: string) =>
    net.node(type, name, swapped ? [b, a] : [a, b]);
  const cubed =
    cube === 'power'
      ? net.node('Pow', 'cube', [x, net.scalar(constants.exponent)])
      : binary('Mul', 'cube', binary('Mul', 'square', x, x), x);
  const cubic = binary('Mul', 'cubic', cubed, net.scalar(constants.cubic));
  const inner = binary('Mul', 'inner', binary('Add', 'sum', x, cubic), net.scalar(constants.scale));
  const plusOne = binary('Add', 'plus_one', net.node('Tanh', 'tanh', [inner]), net.scalar(constants.one));
  const half = net.scalar(constants.half);
  const gelu = {
    'half first': () => binary('Mul', 'gelu', binary('Mul', 'half_x', x, half), plusOne),
    'half last': () => binary('Mul', 'gelu', binary('Mul', 'twice', x, plusOne), half),
    'half inside': () => binary('Mul', 'gelu', x, binary('Mul', 'cdf', plusOne, half)),
  }[outer]();
  net.output(net.node('Neg', 'neg', [gelu]));
  return net.build();
}

function fused(model: ModelProto): ModelProto {
  const changed = clone(ModelProtoSchema, model);
  fuseTanhGelu(changed);
  return changed;
}

const operators = (model: ModelProto) => graphOf(model).node.map(({ opType }) => opType);

/** Values where the function bends and far outside. */
const INPUT = Float32Array.from({ length: WIDTH }, (_, i) => (i - WIDTH / 2) / 32);

async function evaluate(model: ModelProto): Promise<Float32Array> {
  const network = await WholeNetwork.create(model);
  const result = await runWhole(network, { x: new Tensor('float32', INPUT, [1, WIDTH]) });
  await network.release();
  return result;
}

const FORMS = (['power', 'products'] as const).flatMap((cube) =>
  (['half first', 'half last', 'half inside'] as const).flatMap((outer) =>
    [false, true].map((swapped) => ({ ...FORM, cube, outer, swapped })),
  ),
);

describe('fuseTanhGelu', () => {
  it.each(FORMS)('fuses cube by $cube, $outer, swapped $swapped, and keeps the values', async (form) => {
    const model = geluModel(form);
    const changed = fused(model);
    expect(operators(changed)).toEqual(['FastGelu', 'Neg']);
    const [before, after] = [await evaluate(model), await evaluate(changed)];
    expect(relativeError(after, before)).toBeLessThan(2e-6);
    // Where 1 + tanh cancels, both are far below one unit in the last place of x.
    after.forEach((value, i) => {
      expect(Math.abs(value - before[i])).toBeLessThan(2e-6 * Math.max(1, Math.abs(INPUT[i])));
    });
  });

  it.each([
    ['exponent', 2],
    ['cubic', 0.0447],
    ['scale', 0.8],
    ['one', 1.001],
    ['half', 0.4999],
  ])('leaves a look-alike with another %s alone', (name, value) => {
    for (const outer of ['half first', 'half last', 'half inside'] as const) {
      const model = geluModel({ ...FORM, outer, constants: { ...FORM.constants, [name]: value } });
      expect(operators(fused(model))).toEqual(operators(model));
    }
  });

  it.each(['cube_output_0', 'sum_output_0', 'tanh_output_0', 'half_x_output_0'])(
    'leaves a function alone whose %s is wanted elsewhere',
    (tensor) => {
      const model = geluModel(FORM);
      graphOf(model).output.push(makeValueInfo(tensor, DataType.FLOAT));
      expect(operators(fused(model))).toEqual(operators(model));
    },
  );

  it('leaves a product with another tensor than the one inside of tanh alone', () => {
    const model = geluModel(FORM);
    const graph = graphOf(model);
    const half = graph.node.find(({ name }) => name === 'half_x');
    half!.input[0] = 'other';
    graph.input.push(makeValueInfo('other', DataType.FLOAT, [1, WIDTH]));
    expect(operators(fused(model))).toEqual(operators(model));
  });

  it('leaves constants alone that add a dimension', () => {
    const model = geluModel(FORM);
    for (const constant of graphOf(model).initializer) constant.dims = [1n, 1n, 1n];
    expect(operators(fused(model))).toEqual(operators(model));
  });

  it('fuses several functions, also one after the other', async () => {
    const net = new NetworkBuilder();
    const x = net.input('x', [1, WIDTH]);
    net.output(net.tanhGelu('/second', net.tanhGelu('/first', x)));
    const model = net.build();
    expect(operators(fused(model))).toEqual(['FastGelu', 'FastGelu']);
    expect(relativeError(await evaluate(fused(model)), await evaluate(model))).toBeLessThan(2e-6);
  });
});
