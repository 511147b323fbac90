import { type Gemm, type Workload, weightBytes } from '../core/workload.js';
import type { Accelerator, LocalMemory } from './accelerator.js';
import { type OperandTraffic, operandTraffic } from './systolic-array.js';

const PARTIAL_SUM_BYTES = 4;

/** INT8 bytes of a product's activations: left operand, output, and the right operand where it is computed. */
export function activationBytes({ rows, cols, depth, count, weights }: Gemm): number {
  return count * (rows * depth + rows * cols + (weights === 'dynamic' ? depth * cols : 0));
}

/**
 * Whether all weights stay in the global buffer beside the largest product's activations. They are then loaded once
 * before the first image and cost no traffic per image; tensors kept for later (residual sums) are not counted.
 */
export function weightsAreResident(workload: Workload, capacityBytes: number): boolean {
  const largestActivations = workload.gemms.reduce((most, gemm) => Math.max(most, activationBytes(gemm)), 0);
  return weightBytes(workload) + largestActivations <= capacityBytes;
}

/**
 * Least bytes that bring both operands of one product to a memory below: one operand is held in pieces, the other
 * streamed past once per piece; the better of the two loop orders. Both once, when either fits.
 */
export function loadBytes(left: number, right: number, leftCapacity: number, rightCapacity: number): number {
  const holdLeft = left + right * Math.ceil(left / leftCapacity);
  const holdRight = right + left * Math.ceil(right / rightCapacity);
  return Math.min(holdLeft, holdRight);
}

/** Bytes that move on the chip for all `count` products of a {@link Gemm}. */
export interface OnChipTraffic {
  readonly localReadBytes: number;
  readonly localWriteBytes: number;
  readonly globalReadBytes: number;
  readonly globalWriteBytes: number;
}

/**
 * On-chip traffic of a product: operands go from the global buffer to the local ones ({@link loadBytes}) and from there
 * to the array ({@link operandTraffic}); INT8 outputs, requantised as they drain, go back through the output buffer.
 * INT32 partial sums stay in the output buffer while one column of folds fits, otherwise in the global buffer.
 */
export function onChipTraffic(gemm: Gemm, { array, localMemory }: Accelerator): OnChipTraffic {
  const words = operandTraffic(gemm, array);
  const loads = localLoads(gemm, localMemory);
  const sums = partialSumBytes(words);
  const sumsAreLocal = liveSumBytes(gemm, array) <= localMemory.outputBytes;
  return {
    localReadBytes: words.inputReads + words.weightReads + words.outputWrites + (sumsAreLocal ? sums : 0),
    localWriteBytes: loads + words.outputWrites + (sumsAreLocal ? sums : 0),
    globalReadBytes: loads + (sumsAreLocal ? 0 : sums),
    globalWriteBytes: words.outputWrites + (sumsAreLocal ? 0 : sums),
  };
}

const localLoads = (gemm: Gemm, memory: LocalMemory) =>
  gemm.count *
  loadBytes(gemm.rows * gemm.depth, gemm.depth * gemm.cols, memory.inputBytes / 2, memory.weightBytes / 2);

/** Partial sums are read as often as they are written. */
const partialSumBytes = (words: OperandTraffic) => PARTIAL_SUM_BYTES * words.partialSumWrites;

/** Partial sums under way at once: `ws` goes through all of `depth` for one fold of columns, `is` for one of rows. */
function liveSumBytes({ rows, cols }: Gemm, array: Accelerator['array']): number {
  const live =
    array.dataflow === 'ws' ? rows * Math.min(cols, array.cols) : cols * Math.min(rows, array.cols);
  return PARTIAL_SUM_BYTES * live;
}

/** Bytes between DRAM and the global buffer for one execution of a {@link Gemm}, checkpoints apart. */
export interface DramTraffic {
  readonly weightBytes: number;
  readonly activationBytes: number;
}

/**
 * DRAM traffic of a product. Nothing while all weights are resident; else its weights are streamed once per execution,
 * and where its activations do not fit beside them they are read from and written to DRAM too, with the reloads of
 * {@link loadBytes} for half the buffer per operand.
 */
export function dramTraffic(gemm: Gemm, capacityBytes: number, weightsResident: boolean): DramTraffic {
  if (weightsResident) return { weightBytes: 0, activationBytes: 0 };
  const right = gemm.depth * gemm.cols;
  const streamed = gemm.weights === 'static' ? right : 0;
  if (activationBytes(gemm) + Math.min(streamed, capacityBytes / 2) <= capacityBytes)
    return { weightBytes: streamed, activationBytes: 0 };
  const left = gemm.rows * gemm.depth;
  const loads = gemm.count * loadBytes(left, right, capacityBytes / 2, capacityBytes / 2);
  return { weightBytes: streamed, activationBytes: loads - streamed + gemm.count * gemm.rows * gemm.cols };
}
