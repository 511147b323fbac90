import type { MatrixProduct, SystolicArray } from '../../src/accelerator/systolic-array.js';

export type Matrix = readonly (readonly number[])[];

/** What a cycle-by-cycle run of an array saw. */
export interface Observed {
  cycles: number;
  inputReads: number;
  weightReads: number;
  outputWrites: number;
  partialSumWrites: number;
  partialSumReads: number;
  readonly result: number[][];
}

/** A value on its way through the array; padding occupies a slot but is read from nowhere. */
interface Token {
  readonly value: number;
  readonly index: number;
}

const grid = <T>(rows: number, cols: number, value: T): T[][] =>
  Array.from({ length: rows }, () => new Array<T>(cols).fill(value));

const transpose = (matrix: Matrix): number[][] => matrix[0].map((_, j) => matrix.map((row) => row[j]));

/** Runs one product by moving every value from element to element, fold after fold; knows no closed form. */
export function simulate(left: Matrix, right: Matrix, array: SystolicArray): Observed {
  const observed: Observed = {
    cycles: 0,
    inputReads: 0,
    weightReads: 0,
    outputWrites: 0,
    partialSumWrites: 0,
    partialSumReads: 0,
    result: grid(left.length, right[0].length, 0),
  };
  if (array.dataflow === 'os') return outputStationary(left, right, array, observed);
  if (array.dataflow === 'ws') return stationary(right, left, array, observed, 'weightReads', 'inputReads');
  // Inputs stay: the same machine on the transposed product.
  const mirrored = { ...observed, result: grid(right[0].length, left.length, 0) };
  stationary(transpose(left), transpose(right), array, mirrored, 'inputReads', 'weightReads');
  return { ...mirrored, result: transpose(mirrored.result) };
}

/** Left values move right, right values move down, sums stay until the fold is over. */
function outputStationary(
  left: Matrix,
  right: Matrix,
  { rows, cols }: SystolicArray,
  seen: Observed,
): Observed {
  const depth = right.length;
  for (let top = 0; top < left.length; top += rows)
    for (let first = 0; first < right[0].length; first += cols) {
      const sums = grid(rows, cols, 0);
      let across = grid<Token | null>(rows, cols, null);
      let down = grid<Token | null>(rows, cols, null);
      for (let t = 0; t === 0 || t < depth || across.flat().some((token) => token); t++) {
        const enterLeft = (i: number): Token | null => {
          const k = t - i;
          if (k < 0 || k >= depth) return null;
          if (top + i >= left.length) return { value: 0, index: k };
          seen.inputReads++;
          return { value: left[top + i][k], index: k };
        };
        const enterTop = (j: number): Token | null => {
          const k = t - j;
          if (k < 0 || k >= depth) return null;
          if (first + j >= right[0].length) return { value: 0, index: k };
          seen.weightReads++;
          return { value: right[k][first + j], index: k };
        };
        across = across.map((row, i) => row.map((_, j) => (j === 0 ? enterLeft(i) : across[i][j - 1])));
        down = down.map((row, i) => row.map((_, j) => (i === 0 ? enterTop(j) : down[i - 1][j])));
        if (!across.flat().some((token) => token)) break;
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < cols; j++) {
            const [a, b] = [across[i][j], down[i][j]];
            if (a?.index !== b?.index) throw new Error('operands that do not belong together met');
            if (a && b) sums[i][j] += a.value * b.value;
          }
        seen.cycles++;
      }
      for (let i = 0; i < rows && top + i < left.length; i++)
        for (let j = 0; j < cols && first + j < right[0].length; j++) {
          seen.result[top + i][first + j] = sums[i][j];
          seen.outputWrites++;
        }
    }
  return seen;
}

/**
 * `held` (`depth x cols`) stays, row after row having moved in from the top; `streamed` (`vectors x depth`) moves
 * right; sums move down and leave at the bottom, into `result` (`vectors x cols`).
 */
function stationary(
  held: Matrix,
  streamed: Matrix,
  { rows, cols }: SystolicArray,
  seen: Observed,
  heldReads: 'inputReads' | 'weightReads',
  streamedReads: 'inputReads' | 'weightReads',
): Observed {
  const [depth, width] = [held.length, held[0].length];
  for (let first = 0; first < width; first += cols)
    for (let top = 0; top < depth; top += rows) {
      let elements = grid(rows, cols, 0);
      for (let load = 0; load < rows; load++) {
        const k = top + rows - 1 - load;
        const entering = Array.from({ length: cols }, (_, j) => {
          if (k >= depth || first + j >= width) return 0;
          seen[heldReads]++;
          return held[k][first + j];
        });
        elements = [entering, ...elements.slice(0, -1)];
        seen.cycles++;
      }
      let across = grid<Token | null>(rows, cols, null);
      let sums = grid(rows, cols, 0);
      for (let t = 0; ; t++) {
        const enter = (i: number): Token | null => {
          const index = t - i;
          if (index < 0 || index >= streamed.length) return null;
          if (top + i >= depth) return { value: 0, index };
          seen[streamedReads]++;
          return { value: streamed[index][top + i], index };
        };
        across = across.map((row, i) => row.map((_, j) => (j === 0 ? enter(i) : across[i][j - 1])));
        sums = sums.map((row, i) =>
          row.map((_, j) => (i === 0 ? 0 : sums[i - 1][j]) + (across[i][j]?.value ?? 0) * elements[i][j]),
        );
        if (t > 0 && !across.flat().some((token) => token)) break;
        seen.cycles++;
        across[rows - 1].forEach((token, j) => {
          if (!token || first + j >= width) return;
          if (top > 0) seen.partialSumReads++;
          seen.result[token.index][first + j] += sums[rows - 1][j];
          if (top + rows < depth) seen.partialSumWrites++;
          else seen.outputWrites++;
        });
      }
    }
  return seen;
}

/** Matrices of small integers for a product, the same for the same seed. */
export function operands({ rows, cols, depth }: MatrixProduct, seed: number): [Matrix, Matrix] {
  const value = (i: number, j: number, salt: number) => ((i * 31 + j * 17 + salt * 13 + seed) % 11) - 5;
  const matrix = (height: number, width: number, salt: number) =>
    grid(height, width, 0).map((row, i) => row.map((_, j) => value(i, j, salt)));
  return [matrix(rows, depth, 1), matrix(depth, cols, 2)];
}
