import { inputError, unsupportedError } from '../core/errors.js';
import { DataType } from './onnx-build.js';
import type { Session } from './onnx-session.js';

/** Element type and static shape of a tensor. */
export interface TensorSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** onnxruntime's names of the element types that Leeway handles: how they are held in memory, and ONNX's number. */
export const ELEMENT_TYPES = {
  float32: { view: Float32Array, onnx: DataType.FLOAT },
  float64: { view: Float64Array, onnx: DataType.DOUBLE },
  int32: { view: Int32Array, onnx: DataType.INT32 },
  int64: { view: BigInt64Array, onnx: DataType.INT64 },
  uint8: { view: Uint8Array, onnx: DataType.UINT8 },
  int8: { view: Int8Array, onnx: DataType.INT8 },
  bool: { view: Uint8Array, onnx: DataType.BOOL },
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

const isElementType = (type: string): type is ElementType => type in ELEMENT_TYPES;

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/**
 * What a session says of its outputs.
 *
 * @throws InputError for a shape that depends on the data
 * @throws UnsupportedError for an element type that is not in {@link ELEMENT_TYPES}, and for sequences
 */
export function outputSpecs(session: Session): TensorSpec[] {
  return session.outputMetadata.map((meta) => {
    const { name } = meta;
    if (!meta.isTensor || !isElementType(meta.type)) {
      throw unsupportedError(
        `tensor ${name}: ${meta.isTensor ? `element type ${meta.type}` : 'a value that is no tensor'} is not supported; ` +
          `expected one of ${Object.keys(ELEMENT_TYPES).join(', ')}, export the network in float32`,
      );
    }
    const shape = meta.shape.map(Number);
    if (shape.every(Number.isInteger)) return { name, type: meta.type, shape };
    throw inputError(
      `tensor ${name}: expected a shape that follows from the batch size, got [${meta.shape.join(', ')}]; ` +
        'export the network without data-dependent shapes',
    );
  });
}
