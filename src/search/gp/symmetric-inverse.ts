import { choleskyFactor, logDeterminant } from '../numerics/cholesky.js';

/** A symmetric positive definite matrix turned around. */
export interface SymmetricInverse {
  /** `n x n`, row by row. */
  readonly inverse: Float64Array;
  /** Natural logarithm of the determinant of the matrix itself. */
  readonly logDeterminant: number;
}

/**
 * Inverse and determinant of a symmetric positive definite matrix by its Cholesky factor; null when rounding leaves it
 * indefinite.
 *
 * @param matrix `n x n`, row by row; the lower triangle is read
 */
export function invertSymmetric(matrix: Float64Array, n: number): SymmetricInverse | null {
  const lower = choleskyFactor(matrix, n);
  if (!lower) return null;
  return { inverse: multiplyTransposed(invertLower(lower, n), n), logDeterminant: logDeterminant(lower, n) };
}

/** The transpose of the inverse of a lower triangle, so that its rows are read in order afterwards. */
function invertLower(lower: Float64Array, n: number): Float64Array {
  const transposed = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const row = column * n;
    transposed[row + column] = 1 / lower[row + column];
    for (let i = column + 1; i < n; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum -= lower[i * n + k] * transposed[row + k];
      transposed[row + i] = sum / lower[i * n + i];
    }
  }
  return transposed;
}

/** `U Uᵀ` of an upper triangle. */
function multiplyTransposed(upper: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let k = j; k < n; k++) sum += upper[i * n + k] * upper[j * n + k];
      product[i * n + j] = sum;
      product[j * n + i] = sum;
    }
  }
  return product;
}
