import type { VectorKind, VectorOp } from '../core/workload.js';

/** The unit for norms, softmax, activations and residual sums, beside the array and on its clock. */
export interface VectorUnit {
  /** Operations per cycle, integer >= 1. */
  readonly lanes: number;
  /** Energy of one operation at nominal voltage, in J. */
  readonly energyPerOperationJ: number;
  /** Leakage at nominal voltage, in W. */
  readonly leakagePowerW: number;
}

/**
 * Lane operations per element of the result. First order: what happens once per row (a reciprocal, a root) is left
 * out, and every operation takes one lane for one cycle.
 */
export const OPERATIONS_PER_ELEMENT: Readonly<
  Record<VectorKind, { readonly operations: number; readonly reason: string }>
> = {
  softmax: {
    operations: 5,
    reason:
      'maximum, subtraction of it, exponential, sum, product with the reciprocal; assumed: one for each',
  },
  norm: {
    operations: 6,
    reason:
      'sum, multiply-add of the square; subtraction of the mean, product with the reciprocal root, scale, shift; ' +
      'assumed: two passes',
  },
  activation: {
    operations: 4,
    reason: 'assumed: cubic polynomial per segment, a lookup and three multiply-adds',
  },
  elementwise: { operations: 1, reason: 'one sum or product' },
};

/** Lane operations of a {@link VectorOp}. */
export const vectorOperations = ({ kind, elements }: VectorOp): number =>
  elements * OPERATIONS_PER_ELEMENT[kind].operations;

/** Cycles of so many operations, all lanes busy but for the last cycle. */
export const vectorCycles = (operations: number, { lanes }: VectorUnit): number =>
  Math.ceil(operations / lanes);
