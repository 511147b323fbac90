import { beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import {
  probeWeightType,
  rightZeroPoint,
  storeRight,
  type WeightType,
} from '../../src/network/kernel-probe.js';
import { DataType, makeModel, makeNode, makeTensor, makeValueInfo } from '../../src/network/onnx-build.js';
import { createSession, Tensor } from '../../src/network/onnx-session.js';
import { emptyModel } from './network-builder.js';

type Fill = (random: RandomStream) => number;

const LEFT: Readonly<Record<string, Fill>> = {
  random: (random) => random.integer(256),
  largest: () => 255,
};
const RIGHT: Readonly<Record<string, Fill>> = {
  random: (random) => random.integer(255) - 127,
  largest: () => 127,
  smallest: () => -127,
  'largest and smallest': (random) => (random.integer(2) === 0 ? 127 : -127),
};
const LEFT_ZERO = 131;

/** The plain product: `rows x depth` (minus its zero point) by `depth x cols`. */
function product(left: Uint8Array, right: Int8Array, rows: number, depth: number, cols: number): Int32Array {
  return Int32Array.from({ length: rows * cols }, (_, i) => {
    const [row, col] = [Math.floor(i / cols), i % cols];
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += (left[row * depth + k] - LEFT_ZERO) * right[k * cols + col];
    return sum;
  });
}

/** The product as the network computes it: a stored weight, or a computed right operand in a batch of products. */
async function kernelProduct(
  type: WeightType,
  left: Uint8Array,
  right: Int8Array,
  [rows, depth, cols]: readonly [number, number, number],
  isWeight: boolean,
): Promise<Int32Array> {
  const stored = storeRight(right, type);
  const zero = rightZeroPoint(type) ?? Int8Array.of(0);
  const batch = isWeight ? [] : [1, 1];
  const elemType = type === 'int8' ? DataType.INT8 : DataType.UINT8;
  const model = makeModel(emptyModel(17), {
    nodes: [makeNode('MatMulInteger', 'product', ['a', 'b', 'az', 'bz'], ['y'])],
    initializers: [
      makeTensor('az', [], Uint8Array.of(LEFT_ZERO)),
      makeTensor('bz', [], zero),
      ...(isWeight ? [makeTensor('b', [depth, cols], stored)] : []),
    ],
    inputs: [
      makeValueInfo('a', DataType.UINT8, [...batch, rows, depth]),
      ...(isWeight ? [] : [makeValueInfo('b', elemType, [...batch, depth, cols])]),
    ],
    outputs: [makeValueInfo('y')],
  });
  const session = await createSession(model);
  const feeds: Record<string, Tensor> = { a: new Tensor('uint8', left, [...batch, rows, depth]) };
  if (!isWeight) feeds.b = new Tensor(type, stored as Uint8Array, [...batch, depth, cols]);
  const { y } = await session.run(feeds);
  await session.release();
  return y.data as Int32Array;
}

describe('storeRight', () => {
  const values = Int8Array.of(-127, -1, 0, 1, 127);

  it('keeps signed values, which need no zero point', () => {
    expect(storeRight(values, 'int8')).toEqual(values);
    expect(rightZeroPoint('int8')).toBeNull();
  });

  it('shifts unsigned ones by their zero point', () => {
    const [zero] = rightZeroPoint('uint8') ?? [];
    const stored = storeRight(values, 'uint8');
    expect(stored).toBeInstanceOf(Uint8Array);
    expect(Array.from(stored, (value) => value - zero)).toEqual([...values]);
  });
});

describe('the kernel that the probe chooses', () => {
  let type: WeightType;

  beforeAll(async () => {
    type = await probeWeightType();
  });

  it('is the same every time', async () => {
    expect(await probeWeightType()).toBe(type);
  });

  const sizes = [
    [1, 4608, 16],
    [3, 257, 33],
    [64, 192, 48],
  ] as const;

  it.each(Object.keys(LEFT).flatMap((left) => Object.keys(RIGHT).map((right) => [left, right] as const)))(
    'is exact for %s left and %s right values',
    async (leftFill, rightFill) => {
      for (const [i, [rows, depth, cols]] of sizes.entries()) {
        const random = new RandomStream(11, 'noise', { site: i });
        const left = Uint8Array.from({ length: rows * depth }, () => LEFT[leftFill](random));
        const right = Int8Array.from({ length: depth * cols }, () => RIGHT[rightFill](random));
        const expected = product(left, right, rows, depth, cols);
        for (const isWeight of [true, false]) {
          const got = await kernelProduct(type, left, right, [rows, depth, cols], isWeight);
          expect(got).toEqual(expected);
        }
      }
    },
  );
});
