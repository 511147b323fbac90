import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GemmNode } from '../../src/network/find-gemms.js';
import { makeNode, makeTensor } from '../../src/network/onnx-build.js';
import { quantiseWeight } from '../../src/network/quantise-weights.js';

function gemmNode(values: Float32Array, dims: readonly number[], transposed = false): GemmNode {
  const node = makeNode('MatMul', 'product', ['a', 'w'], ['y']);
  const weight = makeTensor('w', dims, values);
  return { node, a: 'a', b: 'w', weight, transposed, bias: null, output: 'y', probabilities: false };
}

const sizes = fc.integer({ min: 1, max: 6 });

/** `depth x cols` weights of very different magnitude from column to column. */
const matrices = fc.tuple(sizes, sizes).chain(([depth, cols]) => {
  const arrayOf = (limit: number, length: number) =>
    fc.array(fc.integer({ min: -limit, max: limit }), { minLength: length, maxLength: length });
  return fc.tuple(arrayOf(1000, depth * cols), arrayOf(12, cols)).map(([thousandths, powers]) => ({
    depth,
    cols,
    values: Float32Array.from(thousandths, (value, i) => (value / 1000) * 10 ** powers[i % cols]),
  }));
});

describe('quantiseWeight', () => {
  it('is within half a unit of every weight, and uses -127..127 only', () => {
    fc.assert(
      fc.property(matrices, ({ depth, cols, values }) => {
        const quantised = quantiseWeight(gemmNode(values, [depth, cols]));
        values.forEach((value, i) => {
          const scale = quantised.scales[i % cols];
          const error = Math.abs(value - quantised.values[i] * scale);
          // The scale is rounded to float32, which moves 127 units by at most 127 * 2^-24 of a unit.
          expect(error).toBeLessThanOrEqual(scale * (0.5 + 127 * 2 ** -24));
          expect(Math.abs(quantised.values[i])).toBeLessThanOrEqual(127);
        });
      }),
    );
  });

  it('gives the largest weight of each column 127 units', () => {
    const { values, scales } = quantiseWeight(gemmNode(Float32Array.of(1, -40, 2, 10, -4, 20), [3, 2]));
    expect([...values]).toEqual([32, -127, 64, 32, -127, 64]);
    expect(scales).toEqual(Float32Array.of(4 / 127, 40 / 127));
  });

  it('gives a column of zeros the scale 1', () => {
    const { values, scales } = quantiseWeight(gemmNode(Float32Array.of(0, 2, -0, 6), [2, 2]));
    expect([...values]).toEqual([0, 42, 0, 127]);
    expect(scales[0]).toBe(1);
  });

  it('takes weights for zeros that are too small for a scale in float32', () => {
    const { values, scales } = quantiseWeight(gemmNode(Float32Array.of(7e-45, 1, 0, 0.5), [2, 2]));
    expect([...values]).toEqual([0, 127, 0, 64]);
    expect(scales[0]).toBe(1);
  });

  it('gives the same for a weight that is stored transposed', () => {
    fc.assert(
      fc.property(matrices, ({ depth, cols, values }) => {
        const stored = Float32Array.from(
          values,
          (_, i) => values[(i % depth) * cols + Math.floor(i / depth)],
        );
        const straight = quantiseWeight(gemmNode(values, [depth, cols]));
        expect(quantiseWeight(gemmNode(stored, [cols, depth], true))).toEqual(straight);
      }),
    );
  });
});
