import type { RandomStream } from '../../core/random-stream.js';
import { logDeterminant, regularisedCholesky, solveCholesky, solveLower } from '../numerics/cholesky.js';

/** Random vectors by which a trace is estimated. */
const PROBES = 8;

/**
 * The normal approximation of the posterior around its mode: covariance `(I + RᵀR)⁻¹`, `R` the derivatives of the
 * predictions by the whitened parameters, each divided by its standard error (Laplace's approximation with the
 * Gauss-Newton Hessian). All is computed in the space of the observations, of which there are mostly fewer.
 */
export class DamagePosterior {
  /** Cholesky factor of `I + R Rᵀ`. */
  private readonly lower: Float64Array;

  /**
   * @param rows `R`, `observations x parameters`
   * @param size number of parameters
   */
  constructor(
    private readonly rows: readonly Float64Array[],
    private readonly size: number,
  ) {
    const n = rows.length;
    const gram = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) gram[i * n + j] = dot(rows[i], rows[j]) + (i === j ? 1 : 0);
    }
    this.lower = regularisedCholesky(gram, n);
  }

  /** Natural logarithm of the determinant of the posterior's precision, that of the prior being 1. */
  get logDeterminant(): number {
    return logDeterminant(this.lower, this.rows.length);
  }

  /** Variance of a linear function of the whitened parameters. */
  variance(row: Float64Array): number {
    const explained = solveLower(
      this.lower,
      Float64Array.from(this.rows, (other) => dot(other, row)),
    );
    return Math.max(0, dot(row, row) - dot(explained, explained));
  }

  /**
   * A draw of the whitened parameters' deviation from the mode (Matheron's rule: a draw of the prior, corrected by what
   * draws of the observations' noise say of it).
   */
  deviation(stream: RandomStream): Float64Array {
    const drawn = Float64Array.from({ length: this.size }, () => stream.normal());
    const misfit = Float64Array.from(this.rows, (row) => dot(row, drawn) + stream.normal());
    const weights = solveCholesky(this.lower, misfit);
    this.rows.forEach((row, n) => {
      for (let i = 0; i < row.length; i++) drawn[i] -= weights[n] * row[i];
    });
    return drawn;
  }

  /** How many observations' worth the fit has used up: the trace of the hat matrix (Hutchinson's estimate). */
  effectiveParameters(stream: RandomStream): number {
    const n = this.rows.length;
    let unused = 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const signs = Float64Array.from({ length: n }, () => (stream.uniform() < 0.5 ? -1 : 1));
      const solved = solveLower(this.lower, signs);
      unused += dot(solved, solved) / PROBES;
    }
    return Math.max(0, n - unused);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  // Four sums side by side: one alone waits for each addition before the next.
  const whole = a.length & ~3;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (let i = whole; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}
