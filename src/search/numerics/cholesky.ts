import { dot } from './dot.js';

/**
 * The lower triangle `L` with `L Lᵀ = A`, zeros above; null when rounding leaves `A` indefinite.
 *
 * @param matrix `A`, symmetric, `n x n`, row by row; only its lower triangle is read
 */
export const choleskyFactor = (matrix: Float64Array, n: number): Float64Array | null =>
  factor(matrix, n, (square) => (square > 0 ? Math.sqrt(square) : null));

/** The same of a matrix that is known to be positive definite: a pivot that rounding spoils is raised to a tiny number. */
export const regularisedCholesky = (matrix: Float64Array, n: number): Float64Array =>
  factor(matrix, n, (square, diagonal) => Math.sqrt(Math.max(square, 1e-12 * diagonal, Number.MIN_VALUE)));

type PivotOf<P> = (square: number, diagonal: number) => P;

/** @param pivotOf the pivot from its square, or null where there is none, which then is the answer */
function factor(matrix: Float64Array, n: number, pivotOf: PivotOf<number>): Float64Array;
function factor(matrix: Float64Array, n: number, pivotOf: PivotOf<number | null>): Float64Array | null;
function factor(matrix: Float64Array, n: number, pivotOf: PivotOf<number | null>): Float64Array | null {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = matrix[i * n + j] - dot(lower, i * n, lower, j * n, j);
      if (i > j) {
        lower[i * n + j] = sum / lower[j * n + j];
        continue;
      }
      const pivot = pivotOf(sum, matrix[i * n + i]);
      if (pivot === null) return null;
      lower[i * n + i] = pivot;
    }
  }
  return lower;
}

/** Natural logarithm of the determinant of `L Lᵀ`. */
export function logDeterminant(lower: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * n + i]);
  return sum;
}

/** `vᵀ A⁻¹ v` of `A = L Lᵀ`. */
export const inverseQuadratic = (lower: Float64Array, v: Float64Array): number =>
  solveLower(lower, v).reduce((sum, x) => sum + x ** 2, 0);

/** The solution of `L x = b`. */
export function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = (b[i] - dot(lower, i * n, x, 0, i)) / lower[i * n + i];
  }
  return x;
}

/** The solution of `L Lᵀ x = b`. */
export function solveCholesky(lower: Float64Array, b: Float64Array): Float64Array {
  return solveUpper(lower, solveLower(lower, b));
}

/** The solution of `Lᵀ x = b`. */
export function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= lower[i * n + i];
    for (let k = 0; k < i; k++) x[k] -= lower[i * n + k] * x[i];
  }
  return x;
}
