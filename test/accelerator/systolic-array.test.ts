import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedCycles, checksumMacs } from '../../src/accelerator/checksum.js';
import {
  DATAFLOWS,
  mappingUtilisation,
  operandTraffic,
  overallUtilisation,
  type SystolicArray,
  systolicCycles,
} from '../../src/accelerator/systolic-array.js';

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

describe('checksums', () => {
  const square = (dataflow: SystolicArray['dataflow']): SystolicArray => ({ rows: 32, cols: 32, dataflow });

  it('cost DRIFT’s 2/B where the tile size divides the output', () => {
    const product = { rows: 128, cols: 576, depth: 192, count: 2 };
    expect(checksumMacs(product, 32) / (2 * 128 * 576 * 192)).toBe(2 / 32);
  });

  it('cost one row and one column per tile, partial tiles included', () => {
    // 33 x 1 outputs in tiles of 32: two tiles below each other, so 2 checksum rows of 1 and 1 column of 33.
    expect(checksumMacs({ rows: 33, cols: 1, depth: 10, count: 1 }, 32)).toBe(350);
  });

  it('take one cycle more per fold for the row and one for the column', () => {
    const product = { rows: 64, cols: 64, depth: 64, count: 1 };
    expect(systolicCycles(product, square('os'))).toBe(4 * 126);
    expect(checkedCycles(product, square('os'), 32)).toBe(4 * 128);
    // Two row sums are streamed through and one column of elements is passed on top.
    expect(systolicCycles(product, square('ws'))).toBe(4 * 158);
    expect(checkedCycles(product, square('ws'), 32)).toBe(4 * 161);
  });
});
