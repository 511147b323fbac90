import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkedCycles,
  checksumAdditions,
  checksumElements,
  checksumMacs,
} from '../../src/accelerator/checksum.js';
import {
  type MatrixProduct,
  type SystolicArray,
  systolicCycles,
} from '../../src/accelerator/systolic-array.js';

const square = (dataflow: SystolicArray['dataflow']): SystolicArray => ({ rows: 32, cols: 32, dataflow });

/** Counts what checking each B x B tile takes, tile by tile and word by word. */
function countTiles({ rows, cols, depth, count }: MatrixProduct, tileSize: number) {
  let [macs, additions] = [0, 0];
  for (let top = 0; top < rows; top += tileSize)
    for (let left = 0; left < cols; left += tileSize) {
      const height = Math.min(tileSize, rows - top);
      const width = Math.min(tileSize, cols - left);
      for (let k = 0; k < depth; k++) {
        additions += height + width; // this tile's inputs and weights join their sums
        macs += width + height; // sum of inputs x each weight, each input x sum of weights
      }
      additions += 2 * height * width; // each output joins the sum of its row and of its column
      additions += width + height; // comparisons
    }
  return { macs: count * macs, additions: count * additions };
}

describe('checksums', () => {
  it('cost what their tiles add up to', () => {
    const size = fc.integer({ min: 1, max: 20 });
    const products = fc.record({
      rows: size,
      cols: size,
      depth: size,
      count: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(products, fc.integer({ min: 1, max: 8 }), (product, tileSize) => {
        const { macs, additions } = countTiles(product, tileSize);
        expect(checksumMacs(product, tileSize)).toBe(macs);
        expect(checksumAdditions(product, tileSize)).toBe(additions);
      }),
    );
  });

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

  it('take a row and a column of elements, or a column alone where the other sum is streamed', () => {
    expect(checksumElements(square('os'), 32)).toBe(64);
    expect(checksumElements(square('ws'), 32)).toBe(32);
    // Four tiles side by side: a row of 64, and a column of 16 for each.
    expect(checksumElements({ rows: 16, cols: 64, dataflow: 'os' }, 16)).toBe(64 + 4 * 16);
  });
});
