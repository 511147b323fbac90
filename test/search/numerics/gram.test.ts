import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, solveCholesky, solveUpper } from '../../../src/search/numerics/cholesky.js';
import { dot } from '../../../src/search/numerics/dot.js';
import { gramPlusIdentity } from '../../../src/search/numerics/gram.js';

const matrix = fc
  .record({ n: fc.integer({ min: 1, max: 7 }), length: fc.integer({ min: 1, max: 9 }) })
  .chain(({ n, length }) =>
    fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * length, maxLength: n * length })
      .map((values) => ({ n, length, x: Float64Array.from(values) })),
  );

const entry = (x: Float64Array, length: number, i: number, j: number) =>
  Array.from({ length }, (_, k) => x[i * length + k] * x[j * length + k]).reduce((a, b) => a + b, 0);

describe('gramPlusIdentity', () => {
  it('is the lower triangle of the products of rows, plus one on the diagonal', () => {
    fc.assert(
      fc.property(matrix, ({ n, length, x }) => {
        gramPlusIdentity(x, length).forEach((value, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          const expected = j > i ? 0 : entry(x, length, i, j) + (i === j ? 1 : 0);
          expect(value).toBeCloseTo(expected, 9);
        });
      }),
    );
  });

  it('is what the Cholesky solution inverts', () => {
    fc.assert(
      fc.property(matrix, ({ n, length, x }) => {
        const gram = gramPlusIdentity(x, length);
        const lower = choleskyFactor(gram, n);
        const b = Float64Array.from({ length: n }, (_, i) => i - 1.5);
        const solution = solveCholesky(lower ?? new Float64Array(0), b);
        b.forEach((value, i) => {
          let sum = solution[i];
          for (let j = 0; j < n; j++) sum += entry(x, length, i, j) * solution[j];
          expect(sum).toBeCloseTo(value, 6);
        });
      }),
    );
  });
});

describe('solveUpper', () => {
  it('solves with the transposed factor', () => {
    // Lᵀ = [[2, 1], [0, 3]].
    expect([...solveUpper(Float64Array.of(2, 0, 1, 3), Float64Array.of(7, 6))]).toEqual([2.5, 2]);
  });
});

describe('dot', () => {
  it('multiplies any number of entries from anywhere', () => {
    const a = Float64Array.of(9, 1, 2, 3, 4, 5, 6);
    expect([0, 1, 4, 5, 6].map((n) => dot(a, 1, a, 1, n))).toEqual([0, 1, 30, 55, 91]);
  });
});
