import type { RandomStream } from '../../core/random-stream.js';
import {
  logDeterminant,
  regularisedCholesky,
  solveCholesky,
  solveLower,
  solveUpper,
} from '../numerics/cholesky.js';
import { dot } from '../numerics/dot.js';
import { gramPlusIdentity } from '../numerics/gram.js';

/** Random vectors by which a trace is estimated. */
const PROBES = 8;

/**
 * The posterior of `size` parameters, a priori independent standard normal numbers, after linear observations with
 * independent standard normal noise: `y = R z + e`. Precision `I + RᵀR`.
 *
 * Of the model's nonlinear predictions it is the normal approximation around the mode, `R` being their derivatives there,
 * each divided by its standard error (Laplace's approximation with the Gauss-Newton Hessian).
 */
export interface DamagePosterior {
  /** Natural logarithm of the determinant of the precision, that of the prior being 1. */
  readonly logDeterminant: number;
  /** The mean, given the observed `y`. */
  mean(observed: Float64Array): Float64Array;
  /** Variance of a linear function of the parameters. */
  variance(row: Float64Array): number;
  /** A draw of the parameters' deviation from the mean. */
  deviation(stream: RandomStream): Float64Array;
  /** How many observations' worth a fit has used up: the trace of the hat matrix (Hutchinson's estimate). */
  effectiveParameters(stream: RandomStream): number;
}

/**
 * Computes in the space of the observations or in that of the parameters, whichever is smaller.
 *
 * @param rows `R`, `observations x size`
 */
export function damagePosterior(rows: Float64Array, size: number): DamagePosterior {
  return rows.length < size * size ? new ByObservations(rows, size) : new ByParameters(rows, size);
}

class ByObservations implements DamagePosterior {
  private readonly count: number;
  /** Cholesky factor of `I + R Rᵀ`. */
  private readonly lower: Float64Array;

  constructor(
    private readonly rows: Float64Array,
    private readonly size: number,
  ) {
    this.count = rows.length / size;
    this.lower = regularisedCholesky(gramPlusIdentity(rows, size), this.count);
  }

  get logDeterminant(): number {
    return logDeterminant(this.lower, this.count);
  }

  mean(observed: Float64Array): Float64Array {
    return transposeTimes(this.rows, this.size, solveCholesky(this.lower, observed));
  }

  variance(row: Float64Array): number {
    const explained = solveLower(this.lower, this.times(row));
    return Math.max(0, dot(row, 0, row, 0, row.length) - sumOfSquares(explained));
  }

  /** Matheron's rule: a draw of the prior, corrected by what draws of the observations say of it. */
  deviation(stream: RandomStream): Float64Array {
    const drawn = Float64Array.from({ length: this.size }, () => stream.normal());
    const observed = this.times(drawn).map((value) => value + stream.normal());
    const correction = this.mean(observed);
    return drawn.map((z, i) => z - correction[i]);
  }

  effectiveParameters(stream: RandomStream): number {
    return this.count - traceOfInverse(this.lower, this.count, stream);
  }

  private times(row: Float64Array): Float64Array {
    return Float64Array.from({ length: this.count }, (_, n) =>
      dot(this.rows, n * this.size, row, 0, this.size),
    );
  }
}

class ByParameters implements DamagePosterior {
  /** Cholesky factor of the precision. */
  private readonly lower: Float64Array;

  constructor(
    private readonly rows: Float64Array,
    private readonly size: number,
  ) {
    const columns = transpose(rows, size);
    this.lower = regularisedCholesky(gramPlusIdentity(columns, rows.length / size), size);
  }

  get logDeterminant(): number {
    return logDeterminant(this.lower, this.size);
  }

  mean(observed: Float64Array): Float64Array {
    return solveCholesky(this.lower, transposeTimes(this.rows, this.size, observed));
  }

  variance(row: Float64Array): number {
    return sumOfSquares(solveLower(this.lower, row));
  }

  deviation(stream: RandomStream): Float64Array {
    return solveUpper(
      this.lower,
      Float64Array.from({ length: this.size }, () => stream.normal()),
    );
  }

  effectiveParameters(stream: RandomStream): number {
    return this.size - traceOfInverse(this.lower, this.size, stream);
  }
}

function transpose(rows: Float64Array, size: number): Float64Array {
  const n = rows.length / size;
  const columns = new Float64Array(rows.length);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < size; i++) columns[i * n + k] = rows[k * size + i];
  }
  return columns;
}

function transposeTimes(rows: Float64Array, size: number, weights: Float64Array): Float64Array {
  const sum = new Float64Array(size);
  weights.forEach((weight, n) => {
    for (let i = 0; i < size; i++) sum[i] += weight * rows[n * size + i];
  });
  return sum;
}

/** Trace of `(L Lᵀ)⁻¹`. */
function traceOfInverse(lower: Float64Array, n: number, stream: RandomStream): number {
  let sum = 0;
  for (let probe = 0; probe < PROBES; probe++) {
    const signs = Float64Array.from({ length: n }, () => (stream.uniform() < 0.5 ? -1 : 1));
    sum += sumOfSquares(solveLower(lower, signs)) / PROBES;
  }
  return Math.min(n, sum);
}

const sumOfSquares = (v: Float64Array): number => dot(v, 0, v, 0, v.length);
