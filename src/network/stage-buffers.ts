import { unsupportedError } from '../core/errors.js';
import { type Lifetime, planBuffers } from './buffer-plan.js';
import { Tensor } from './onnx-session.js';

/** Element type and static shape of a tensor that crosses a cut. */
export interface TensorSpec {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
}

/** How onnxruntime's element types are held in memory. */
const VIEWS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
} as const;

type ElementType = keyof typeof VIEWS;

const isElementType = (type: string): type is ElementType => type in VIEWS;

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** A tensor with memory of its own, zero-filled. */
export function allocateTensor(spec: TensorSpec): Tensor {
  const View = viewOf(spec);
  return wrap(spec, new View(elementCount(spec.shape)));
}

/** Tensors for everything that crosses a cut, sharing memory where their lifetimes allow. */
export function allocateShared(
  specs: readonly TensorSpec[],
  lifetimeOf: (name: string) => Pick<Lifetime, 'first' | 'last'>,
): Map<string, Tensor> {
  const lifetimes = specs.map((spec) => ({
    name: spec.name,
    bytes: elementCount(spec.shape) * viewOf(spec).BYTES_PER_ELEMENT,
    ...lifetimeOf(spec.name),
  }));
  const { assignment, sizes } = planBuffers(lifetimes);
  const buffers = sizes.map((bytes) => new ArrayBuffer(bytes));
  return new Map(
    specs.map((spec) => {
      const View = viewOf(spec);
      const buffer = buffers[assignment.get(spec.name) ?? 0];
      return [spec.name, wrap(spec, new View(buffer, 0, elementCount(spec.shape)))];
    }),
  );
}

function viewOf({ name, type }: TensorSpec) {
  if (!isElementType(type))
    throw unsupportedError(`tensor ${name}: element type ${type} cannot cross a cut of the network`);
  return VIEWS[type];
}

function wrap(spec: TensorSpec, data: InstanceType<(typeof VIEWS)[ElementType]>): Tensor {
  return new Tensor(spec.type as 'float32', data as Float32Array, [...spec.shape]);
}
