import { bugError } from '../core/errors.js';

/** A matrix of double-precision numbers, row-major. */
export interface Matrix {
  /** `rows x cols`. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

/** A B^T, `a.rows x b.rows`: both are read along their rows, which is what caches like. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.cols) {
    throw bugError(`matrix product: expected rows of one length, got ${a.cols} and ${b.cols} columns`);
  }
  const { cols } = a;
  const data = new Float64Array(a.rows * b.rows);
  for (let row = 0; row < a.rows; row++) {
    for (let col = 0; col < b.rows; col++) {
      let sum = 0;
      for (let k = 0; k < cols; k++) sum += a.data[row * cols + k] * b.data[col * cols + k];
      data[row * b.rows + col] = sum;
    }
  }
  return { data, rows: a.rows, cols: b.rows };
}

/** Sum of the products of corresponding numbers. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
