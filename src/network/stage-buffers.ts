import { type Lifetime, planBuffers } from './buffer-plan.js';
import { Tensor } from './onnx-session.js';
import { ELEMENT_TYPES, elementCount, type TensorSpec } from './tensor-spec.js';

/** A tensor with memory of its own, zero-filled. */
export function allocateTensor(spec: TensorSpec): Tensor {
  const { view: View } = ELEMENT_TYPES[spec.type];
  return wrap(spec, new View(elementCount(spec.shape)));
}

/** Tensors for everything that crosses a cut, sharing memory where their lifetimes allow. */
export function allocateShared(
  specs: readonly TensorSpec[],
  lifetimeOf: (name: string) => Pick<Lifetime, 'first' | 'last'>,
): Map<string, Tensor> {
  const lifetimes = specs.map(({ name, type, shape }) => ({
    name,
    bytes: elementCount(shape) * ELEMENT_TYPES[type].view.BYTES_PER_ELEMENT,
    ...lifetimeOf(name),
  }));
  const { assignment, sizes } = planBuffers(lifetimes);
  const buffers = sizes.map((bytes) => new ArrayBuffer(bytes));
  return new Map(
    specs.map((spec) => {
      const { view: View } = ELEMENT_TYPES[spec.type];
      const buffer = buffers[assignment.get(spec.name) ?? 0];
      return [spec.name, wrap(spec, new View(buffer, 0, elementCount(spec.shape)))];
    }),
  );
}

type View = InstanceType<(typeof ELEMENT_TYPES)[TensorSpec['type']]['view']>;

function wrap(spec: TensorSpec, data: View): Tensor {
  return new Tensor(spec.type as 'float32', data as Float32Array, [...spec.shape]);
}
