import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invertSymmetric } from '../../../src/search/gp/symmetric-inverse.js';
import { choleskyFactor, inverseQuadratic, logDeterminant } from '../../../src/search/numerics/cholesky.js';

/** B Bᵀ + I of any B: symmetric and positive definite. */
const matrices = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((b) => {
    const at = (i: number, j: number) =>
      Array.from({ length: n }, (_, k) => b[i * n + k] * b[j * n + k]).reduce((x, y) => x + y, 0);
    return {
      n,
      matrix: Float64Array.from({ length: n * n }, (_, e) => {
        const [i, j] = [Math.floor(e / n), e % n];
        return at(i, j) + (i === j ? 1 : 0);
      }),
    };
  }),
);

const product = (a: Float64Array, b: Float64Array, n: number) =>
  Array.from({ length: n * n }, (_, e) =>
    Array.from({ length: n }, (_, k) => a[Math.floor(e / n) * n + k] * b[k * n + (e % n)]).reduce(
      (x, y) => x + y,
    ),
  );

describe('invertSymmetric', () => {
  it('gives the matrix that makes the identity', () => {
    fc.assert(
      fc.property(matrices, ({ n, matrix }) => {
        const inverted = invertSymmetric(matrix, n);
        product(matrix, inverted!.inverse, n).forEach((value, e) => {
          expect(value).toBeCloseTo(Math.floor(e / n) === e % n ? 1 : 0, 8);
        });
      }),
    );
  });

  it('knows the determinant, and that a matrix is not positive definite', () => {
    const inverted = invertSymmetric(Float64Array.of(4, 1, 1, 3), 2);
    expect(inverted?.logDeterminant).toBeCloseTo(Math.log(11), 12);
    expect(invertSymmetric(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  });
});

describe('choleskyFactor', () => {
  it('gives the quadratic form and the determinant of the inverse', () => {
    fc.assert(
      fc.property(matrices, ({ n, matrix }) => {
        const lower = choleskyFactor(matrix, n);
        const { inverse, logDeterminant: expected } = invertSymmetric(matrix, n)!;
        const v = Float64Array.from({ length: n }, (_, i) => Math.cos(3 * i) + 1);
        const form = inverse.reduce((sum, value, e) => sum + value * v[Math.floor(e / n)] * v[e % n], 0);
        expect(inverseQuadratic(lower!, v)).toBeCloseTo(form, 8);
        expect(logDeterminant(lower!, n)).toBeCloseTo(expected, 10);
      }),
    );
  });
});
