import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DATAFLOW_LOOPS,
  DATAFLOWS,
  mappingUtilisation,
  operandTraffic,
  overallUtilisation,
  type SystolicArray,
  systolicCycles,
} from '../../src/accelerator/systolic-array.js';
import { type Observed, operands, simulate } from './systolic-simulation.js';

const size = fc.integer({ min: 1, max: 300 });
const products = fc.record({ rows: size, cols: size, depth: size, count: fc.integer({ min: 1, max: 8 }) });
const arrays = fc.record({
  rows: fc.integer({ min: 1, max: 64 }),
  cols: fc.integer({ min: 1, max: 64 }),
  dataflow: fc.constantFrom(...DATAFLOWS),
});

describe('systolic array', () => {
  it('never needs fewer cycles than multiply-accumulates per element', () => {
    fc.assert(
      fc.property(products, arrays, (product, array) => {
        const macs = product.count * product.rows * product.cols * product.depth;
        expect(systolicCycles(product, array)).toBeGreaterThanOrEqual(macs / (array.rows * array.cols));
        expect(overallUtilisation(product, array)).toBeLessThanOrEqual(1);
        expect(mappingUtilisation(product, array)).toBeLessThanOrEqual(1);
        expect(overallUtilisation(product, array)).toBeGreaterThan(0);
      }),
    );
  });

  it('runs independent products one after another', () => {
    fc.assert(
      fc.property(products, arrays, (product, array) => {
        const single = { ...product, count: 1 };
        expect(systolicCycles(product, array)).toBe(product.count * systolicCycles(single, array));
        const words = operandTraffic(product, array);
        for (const [name, one] of Object.entries(operandTraffic(single, array)))
          expect(words[name as keyof typeof words]).toBe(product.count * one);
      }),
    );
  });

  it('reads each operand at least once and writes each output exactly once', () => {
    fc.assert(
      fc.property(products, arrays, (product, array) => {
        const { rows, cols, depth, count } = product;
        const words = operandTraffic(product, array);
        expect(words.inputReads).toBeGreaterThanOrEqual(count * rows * depth);
        expect(words.weightReads).toBeGreaterThanOrEqual(count * depth * cols);
        expect(words.outputWrites).toBe(count * rows * cols);
      }),
    );
  });

  it('mirrors ws and is when the operands change places', () => {
    fc.assert(
      fc.property(products, arrays, ({ rows, cols, ...rest }, array) => {
        const ws = { ...array, dataflow: 'ws' } as const;
        const is = { ...array, dataflow: 'is' } as const;
        const product = { rows, cols, ...rest };
        const mirrored = { rows: cols, cols: rows, ...rest };
        expect(systolicCycles(product, ws)).toBe(systolicCycles(mirrored, is));
        expect(operandTraffic(product, ws).inputReads).toBe(operandTraffic(mirrored, is).weightReads);
      }),
    );
  });

  it('writes and reads back a partial sum between every two folds of the depth', () => {
    const product = { rows: 10, cols: 20, depth: 100, count: 3 };
    const ws: SystolicArray = { rows: 32, cols: 32, dataflow: 'ws' };
    expect(operandTraffic(product, ws)).toMatchObject({ partialSumWrites: 1800, partialSumReads: 1800 });
    expect(operandTraffic(product, { ...ws, dataflow: 'os' })).toMatchObject({
      partialSumWrites: 0,
      partialSumReads: 0,
    });
  });
});

describe('an array simulated value by value', () => {
  const small = fc.integer({ min: 1, max: 9 });
  const smallArrays = fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    cols: fc.integer({ min: 1, max: 4 }),
    dataflow: fc.constantFrom(...DATAFLOWS),
  });

  it('takes the cycles, reads and writes of the closed forms, and multiplies', () => {
    fc.assert(
      fc.property(small, small, small, smallArrays, fc.nat(1000), (rows, cols, depth, array, seed) => {
        const product = { rows, cols, depth, count: 1 };
        const [left, right] = operands(product, seed);
        const { result, cycles, ...words } = simulate(left, right, array);
        expect(cycles).toBe(systolicCycles(product, array));
        expect(words).toEqual(operandTraffic(product, array));
        expect(result).toEqual(
          left.map((row) => right[0].map((_, j) => row.reduce((sum, a, k) => sum + a * right[k][j], 0))),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('fills and drains once per segment of the stream', () => {
    fc.assert(
      fc.property(
        small,
        small,
        small,
        smallArrays,
        fc.integer({ min: 1, max: 4 }),
        (rows, cols, depth, array, piece) => {
          const product = { rows, cols, depth, count: 1 };
          const loop = DATAFLOW_LOOPS[array.dataflow].streamed;
          const pieces = Array.from({ length: Math.ceil(product[loop] / piece) }, (_, i) => {
            const size = Math.min(piece, product[loop] - i * piece);
            const [left, right] = operands({ ...product, [loop]: size }, i);
            return simulate(left, right, array);
          });
          const total = (name: Exclude<keyof Observed, 'result'>) =>
            pieces.reduce((sum, seen) => sum + seen[name], 0);
          const words = operandTraffic(product, array, pieces.length);
          expect(total('cycles')).toBe(systolicCycles(product, array, pieces.length));
          expect(total('inputReads')).toBe(words.inputReads);
          expect(total('weightReads')).toBe(words.weightReads);
          // What a segment of the depth finishes is a partial sum of the whole.
          expect(total('outputWrites') + total('partialSumWrites')).toBe(
            words.outputWrites + words.partialSumWrites,
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
