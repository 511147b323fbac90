import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matrix, timesTransposed } from '../../src/quality/matrix.js';
import { symmetricEigenvalues } from '../../src/quality/symmetric-eigenvalues.js';
import { sineFeatures } from './sine-features.js';

const square = (...rows: number[][]): Matrix => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  cols: rows.length,
});

const symmetric = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc
    .array(
      fc.integer({ min: -99, max: 99 }).map((i) => i / 8),
      { minLength: size * size, maxLength: size * size },
    )
    .map((values) =>
      square(
        ...Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => values[Math.min(i, j) * size + Math.max(i, j)]),
        ),
      ),
    ),
);

describe('symmetricEigenvalues', () => {
  it('agrees with LAPACK (NumPy 2.4.6, linalg.eigvalsh)', () => {
    const { data } = sineFeatures(6, 6, 0.4, 1);
    const sum = square(
      ...Array.from({ length: 6 }, (_, i) =>
        Array.from({ length: 6 }, (_, j) => data[6 * i + j] + data[6 * j + i]),
      ),
    );
    const expected = [
      -2.4379640841434824, -0.8304866467531099, 0.1667298266760425, 2.2861634443149024, 4.0726003370171275,
      7.352463998165086,
    ];
    symmetricEigenvalues(sum).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
  });

  it('agrees with closed forms: 2 x 2, diagonal, and the second difference matrix', () => {
    expect([...symmetricEigenvalues(square([2, 1], [1, 2]))]).toEqual([
      expect.closeTo(1, 14),
      expect.closeTo(3, 14),
    ]);
    const diagonal = symmetricEigenvalues(square([3, 0, 0], [0, -1, 0], [0, 0, 3]));
    expect([...diagonal]).toEqual([expect.closeTo(-1, 14), expect.closeTo(3, 14), expect.closeTo(3, 14)]);
    const size = 40;
    const differences = square(
      ...Array.from({ length: size }, (_, i) =>
        Array.from({ length: size }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
      ),
    );
    symmetricEigenvalues(differences).forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)), 13);
    });
  });

  it('keeps the sums of eigenvalues, squares and cubes: the traces of the powers', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const { rows } = matrix;
        const values = symmetricEigenvalues(matrix);
        const trace = ({ data }: Matrix) =>
          Array.from({ length: rows }, (_, i) => data[i * rows + i]).reduce((sum, value) => sum + value, 0);
        const squared = timesTransposed(matrix, matrix);
        const scale = Math.max(1, ...values.map(Math.abs));
        const power = (exponent: number) =>
          values.reduce((sum, value) => sum + (value / scale) ** exponent, 0);
        expect(power(1)).toBeCloseTo(trace(matrix) / scale, 11);
        expect(power(2)).toBeCloseTo(trace(squared) / scale ** 2, 11);
        expect(power(3)).toBeCloseTo(trace(timesTransposed(squared, matrix)) / scale ** 3, 11);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });

  it('knows the matrices of size 0 and 1 and of zeros, and passes NaN on', () => {
    expect(symmetricEigenvalues({ data: new Float64Array(0), rows: 0, cols: 0 })).toHaveLength(0);
    expect([...symmetricEigenvalues(square([5]))]).toEqual([5]);
    expect([...symmetricEigenvalues(square([0, 0], [0, 0]))]).toEqual([0, 0]);
    expect(symmetricEigenvalues(square([1, Number.NaN], [0, 1])).every(Number.isNaN)).toBe(true);
  });
});
