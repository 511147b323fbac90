import { bugError } from '../core/errors.js';
import type { Operands } from '../core/site.js';
import type { Gemm } from '../core/workload.js';
import type { Tensor } from './onnx-session.js';
import type { QuantisedOperands } from './quantise.js';
import { elementCount } from './tensor-spec.js';

/** Names of the operands that are computed and therefore change from pass to pass. */
export const computedOperands = ({ left, right }: QuantisedOperands): string[] =>
  typeof right === 'string' ? [left, right] : [left];

/**
 * The operands of one product in one calibration range, as they lie in memory.
 *
 * @param resultDims dimensions of the accumulators, `... x rows x cols` for the whole batch
 */
export function operandView(
  operands: QuantisedOperands,
  { cols, depth }: Gemm,
  range: number,
  resultDims: readonly number[],
  tensors: ReadonlyMap<string, Tensor>,
): Operands {
  const left = operandOf(operands.left, tensors);
  const right =
    typeof operands.right === 'string'
      ? operandOf(operands.right, tensors)
      : { data: operands.right, dims: [depth, cols] };
  const leftZero = operands.leftZeros[range];
  const { rightZero } = operands;
  const rows = resultDims[resultDims.length - 2];
  const leftMatrix = broadcast(resultDims, left.dims);
  const rightMatrix = broadcast(resultDims, right.dims);
  return {
    product(word, k) {
      const line = Math.floor(word / cols);
      const matrix = Math.floor(line / rows);
      const a = left.data[(leftMatrix[matrix] * rows + (line % rows)) * depth + k];
      const b = right.data[(rightMatrix[matrix] * depth + k) * cols + (word % cols)];
      return (a - leftZero) * (b - rightZero);
    },
  };
}

interface Operand {
  readonly data: Int8Array | Uint8Array;
  readonly dims: readonly number[];
}

function operandOf(name: string, tensors: ReadonlyMap<string, Tensor>): Operand {
  const tensor = tensors.get(name);
  if (!tensor) throw bugError(`no stage leaves the operand ${name}`);
  return { data: tensor.data as Int8Array | Uint8Array, dims: tensor.dims };
}

/**
 * Which matrix of an operand each matrix of the result is computed from: leading dimensions are aligned at the right,
 * and those that are missing or 1 are repeated (ONNX's multidirectional broadcasting).
 *
 * @example broadcast([2, 3, 8, 8], [3, 8, 4]) // [0, 1, 2, 0, 1, 2]
 */
export function broadcast(resultDims: readonly number[], operandDims: readonly number[]): Int32Array {
  const result = resultDims.slice(0, -2);
  const operand = operandDims.slice(0, -2);
  const missing = result.length - operand.length;
  return Int32Array.from({ length: elementCount(result) }, (_, matrix) => {
    let rest = matrix;
    let pitch = 1;
    let index = 0;
    for (let axis = result.length - 1; axis >= missing; axis--) {
      const size = operand[axis - missing];
      if (size > 1) index += (rest % result[axis]) * pitch;
      rest = Math.floor(rest / result[axis]);
      pitch *= size;
    }
    return index;
  });
}
