import { dot, type Matrix } from './matrix.js';

/** A symmetric tridiagonal matrix. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside the diagonal: `beside[i]` joins i and i + 1. */
  readonly beside: Float64Array;
}

/**
 * The eigenvalues of a symmetric matrix, ascending: Householder's reduction to a tridiagonal matrix (Golub and Van
 * Loan 2013, algorithm 8.3.1), then bisection with Sturm sequences (section 8.4.1). Absolute error about 1e-15 times
 * the largest magnitude; a NaN or an infinity in the matrix makes all NaN.
 *
 * @param matrix square; only the lower triangle is read; unchanged
 */
export function symmetricEigenvalues(matrix: Matrix): Float64Array {
  if (!matrix.data.every(Number.isFinite)) return new Float64Array(matrix.rows).fill(Number.NaN);
  const tridiagonal = reduceToTridiagonal(matrix);
  const { low, high } = gershgorinInterval(tridiagonal);
  return Float64Array.from({ length: matrix.rows }, (_, index) =>
    eigenvalueAt(tridiagonal, index, low, high),
  );
}

function reduceToTridiagonal({ data, rows: size }: Matrix): Tridiagonal {
  const rows = Array.from({ length: size }, (_, row) => data.slice(row * size, row * size + row + 1));
  const beside = new Float64Array(Math.max(0, size - 1));
  // From the last row up, so that what is left is always the leading part of each row.
  for (let last = size - 1; last > 0; last--) {
    const vector = rows[last].subarray(0, last);
    const norm = Math.sqrt(dot(vector, vector));
    const pivot = vector[last - 1] > 0 ? -norm : norm;
    beside[last - 1] = pivot;
    vector[last - 1] -= pivot;
    const squares = dot(vector, vector);
    if (squares > 0) reflect(rows, vector, 2 / squares);
  }
  return { diagonal: Float64Array.from(rows, (row, i) => row[i]), beside };
}

/** H A H of the leading part of a lower triangle, for the reflection H = I - factor v v^T: a rank-two update. */
function reflect(rows: readonly Float64Array[], vector: Float64Array, factor: number): void {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = rows[i];
    for (let j = 0; j < i; j++) {
      product[i] += row[j] * vector[j];
      product[j] += row[j] * vector[i];
    }
    product[i] += row[i] * vector[i];
  }
  const half = (factor * factor * dot(product, vector)) / 2;
  for (let i = 0; i < size; i++) product[i] = factor * product[i] - half * vector[i];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) rows[i][j] -= vector[i] * product[j] + product[i] * vector[j];
  }
}

/** An interval that holds all eigenvalues. */
function gershgorinInterval({ diagonal, beside }: Tridiagonal): { low: number; high: number } {
  const radius = (i: number) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
  return {
    low: diagonal.reduce((low, value, i) => Math.min(low, value - radius(i)), Infinity),
    high: diagonal.reduce((high, value, i) => Math.max(high, value + radius(i)), -Infinity),
  };
}

/** The eigenvalue with `index` smaller ones, to the precision that sums of this size have. */
function eigenvalueAt(tridiagonal: Tridiagonal, index: number, low: number, high: number): number {
  const precision = Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  let [below, above] = [low, high];
  while (above - below > precision) {
    const middle = below + (above - below) / 2;
    if (middle === below || middle === above) break;
    if (countBelow(tridiagonal, middle) > index) above = middle;
    else below = middle;
  }
  return below + (above - below) / 2;
}

/** How many eigenvalues lie below a bound: the negative pivots of T - bound I. */
function countBelow({ diagonal, beside }: Tridiagonal, bound: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const square = i === 0 ? 0 : beside[i - 1] ** 2;
    pivot = diagonal[i] - bound - square / pivot;
    // A pivot of 0 counts as slightly negative, so that the next one stays defined.
    if (pivot === 0) pivot = -Number.MIN_VALUE;
    if (pivot < 0) count++;
  }
  return count;
}
