import { type Gemm, inputElements, type Workload, weightBytes } from '../core/workload.js';

/** Width of an accumulator and of a partial sum; operands and outputs take one byte. */
export const PARTIAL_SUM_BYTES = 4;

/**
 * INT8 bytes of activations that a product needs at once: left operand, output, and the right operand where it is
 * computed. Of `count` products one at a time: attention goes head by head, and the scores of one head are used up
 * before those of the next are made.
 */
export function activationBytes(gemm: Gemm): number {
  const { rows, cols, depth, count, weights } = gemm;
  const right = weights === 'dynamic' ? depth * cols : 0;
  return inputElements(gemm) / count + rows * cols + right;
}

/**
 * Whether all weights stay in the global buffer beside the largest product's activations. They are then loaded once
 * before the first image and cost no traffic per image; tensors kept for later (residual sums) are not counted.
 */
export function weightsAreResident(workload: Workload, capacityBytes: number): boolean {
  const largestActivations = workload.gemms.reduce((most, gemm) => Math.max(most, activationBytes(gemm)), 0);
  return weightBytes(workload) + largestActivations <= capacityBytes;
}
