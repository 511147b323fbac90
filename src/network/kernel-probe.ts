import { create } from '@bufbuild/protobuf';
import { ModelProtoSchema, OperatorSetIdProtoSchema } from 'onnx-buf';
import { unsupportedError } from '../core/errors.js';
import { DataType, makeModel, makeNode, makeTensor, makeValueInfo } from './onnx-build.js';
import { createSession, Tensor } from './onnx-session.js';

/** How the right operand of an INT8 product is stored: signed, or shifted by 128 where the signed kernel saturates. */
export type WeightType = 'int8' | 'uint8';

const DEPTH = 4608;
const COLS = 16;

/**
 * Which INT8 kernel is exact on this processor. Kernels for processors without VNNI may add pairs of u8 x s8
 * products in 16 bits and saturate; the probe multiplies extreme values at a depth where that must show.
 *
 * @returns 'int8' when u8 x s8 is exact (2-3 times faster), else 'uint8' when u8 x u8 is
 * @throws UnsupportedError when neither is exact
 */
export async function probeWeightType(): Promise<WeightType> {
  for (const type of ['int8', 'uint8'] as const) {
    if (await isExact(type)) return type;
  }
  throw unsupportedError(
    'onnxruntime computes no exact INT8 product on this processor; Leeway cannot run here, use another machine',
  );
}

async function isExact(type: WeightType): Promise<boolean> {
  const signed = Int8Array.from({ length: DEPTH * COLS }, (_, i) => (i % 3 === 0 ? -127 : 127));
  const zeroPoints = rightZeroPoint(type);
  const model = makeModel(
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [create(OperatorSetIdProtoSchema, { version: 17n })],
    }),
    {
      nodes: [makeNode('MatMulInteger', 'probe', ['a', 'b', 'az', ...(zeroPoints ? ['bz'] : [])], ['y'])],
      initializers: [
        makeTensor('b', [DEPTH, COLS], storeRight(signed, type)),
        makeTensor('az', [], Uint8Array.of(0)),
        ...(zeroPoints ? [makeTensor('bz', [], zeroPoints)] : []),
      ],
      inputs: [makeValueInfo('a', DataType.UINT8, [1, DEPTH])],
      outputs: [makeValueInfo('y', DataType.INT32, [1, COLS])],
    },
  );
  const session = await createSession(model);
  const left = new Uint8Array(DEPTH).fill(255);
  const { y } = await session.run({ a: new Tensor('uint8', left, [1, DEPTH]) });
  await session.release();
  return Array.from({ length: COLS }, (_, n) => {
    let exact = 0;
    for (let k = 0; k < DEPTH; k++) exact += 255 * signed[k * COLS + n];
    return Number(y.data[n]) === exact;
  }).every(Boolean);
}

/** Signed values as the kernel wants them stored. */
export function storeRight(values: Int8Array, type: WeightType): Int8Array | Uint8Array {
  if (type === 'int8') return values;
  const shifted = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) shifted[i] = values[i] + 128;
  return shifted;
}

/** Zero point of a right operand stored as `type`; null where it is 0 and may be left out. */
export const rightZeroPoint = (type: WeightType): Uint8Array | null =>
  type === 'int8' ? null : Uint8Array.of(128);
