/**
 * The lower triangle `L` with `L Lᵀ = A` of a symmetric positive definite matrix, rows in full (`n x n`); zeros above
 * the diagonal. A pivot that rounding makes negative is raised to a tiny positive number.
 *
 * @param matrix `n x n`, row by row; only its lower triangle is read
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] =
        i === j
          ? Math.sqrt(Math.max(sum, 1e-12 * matrix[i * n + i], Number.MIN_VALUE))
          : sum / lower[j * n + j];
    }
  }
  return lower;
}

/** The solution of `L x = b`. */
export function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= lower[i * n + k] * x[k];
    x[i] = sum / lower[i * n + i];
  }
  return x;
}

/** The solution of `L Lᵀ x = b`. */
export function solveCholesky(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = solveLower(lower, b);
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= lower[i * n + i];
    for (let k = 0; k < i; k++) x[k] -= lower[i * n + k] * x[i];
  }
  return x;
}
