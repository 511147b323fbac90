import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gemm } from '../../src/core/workload.js';
import { InjectedChecksums } from '../../src/reliability/protection/checksums.js';
import { SummedChecksums } from '../../src/reliability/protection/summed-checksums.js';
import type { ChecksumReader, LineSyndromes } from '../../src/reliability/protection/tile-syndromes.js';
import { faultListOf, gemmOf } from './setups.js';

type Faults = readonly (readonly [word: number, delta: number])[];

/** Deviations other than 0, sorted, as 'matrix/firstRow/firstCol rows 3:+5 cols 1:+5'. */
function deviations(reader: ChecksumReader): string[] {
  const lines = ({ count, index, deviation }: LineSyndromes) =>
    [...index.subarray(0, count)]
      .sort((a, b) => a - b)
      .filter((line) => deviation[line] !== 0)
      .map((line) => `${line}:${deviation[line]}`);
  const found: string[] = [];
  for (let tile = reader.nextTile(); tile !== null; tile = reader.nextTile()) {
    const rows = lines(tile.rows);
    const cols = lines(tile.cols);
    if (rows.length + cols.length === 0) continue;
    found.push(`${tile.matrix}/${tile.firstRow}/${tile.firstCol} rows ${rows} cols ${cols}`);
  }
  return found.sort();
}

function bothWays(gemm: Gemm, tileSize: number, faults: Faults, clean: Int32Array, imageOffset = 0) {
  const injected = new InjectedChecksums(tileSize);
  injected.open(gemm, faultListOf(faults));
  const faulty = new Int32Array(imageOffset + clean.length + 3).fill(77);
  faulty.set(clean, imageOffset);
  for (const [word, delta] of faults) faulty[imageOffset + word] += delta;
  const summed = new SummedChecksums(tileSize);
  summed.open(gemm, clean, faulty, imageOffset);
  return { injected: deviations(injected), summed: deviations(summed) };
}

const zeros = (gemm: Gemm) => new Int32Array(gemm.count * gemm.rows * gemm.cols);

describe('checksum syndromes', () => {
  it('add up the errors of a line: several in a row, and cancellation in a column', () => {
    // 4 x 6 words in tiles of 3: word = 6 row + col.
    const gemm = gemmOf(4, 6);
    const faults: Faults = [
      [1, 16], // tile (0, 0), row 0
      [2, 4], // the same row
      [7, -16], // row 1, under the first: column 1 cancels
      [17, 1], // tile (0, 3), last word
      [18, 1024], // edge tile (3, 0), its only row
    ];
    const expected = [
      '0/0/0 rows 0:20,1:-16 cols 2:4',
      '0/0/3 rows 2:1 cols 2:1',
      '0/3/0 rows 0:1024 cols 0:1024',
    ];
    expect(bothWays(gemm, 3, faults, zeros(gemm))).toEqual({ injected: expected, summed: expected });
  });

  it('never mix the matrices of a product', () => {
    const gemm = gemmOf(2, 2, { count: 3 });
    const faults: Faults = [
      [3, 1],
      [4, 2],
      [11, -8],
    ];
    const expected = ['0/0/0 rows 1:1 cols 1:1', '1/0/0 rows 0:2 cols 0:2', '2/0/0 rows 1:-8 cols 1:-8'];
    expect(bothWays(gemm, 32, faults, zeros(gemm))).toEqual({ injected: expected, summed: expected });
  });

  it('are the same from injected errors and from whole tiles, for any shape, tile and errors', () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 12 }),
      cols: fc.integer({ min: 1, max: 12 }),
      count: fc.integer({ min: 1, max: 3 }),
      tileSize: fc.integer({ min: 1, max: 7 }),
    });
    // Few magnitudes and both signs, so that errors often cancel; the largest are those of bit 30.
    const delta = fc.constantFrom(1, -1, 8, -8, 2 ** 30, -(2 ** 30));
    const dense = shape.chain(({ rows, cols, count, tileSize }) => {
      const words = rows * cols * count;
      return fc.record({
        gemm: fc.constant(gemmOf(rows, cols, { count })),
        tileSize: fc.constant(tileSize),
        faults: fc
          .uniqueArray(fc.tuple(fc.nat(words - 1), delta), { selector: ([word]) => word })
          .map((faults) => faults.sort(([a], [b]) => a - b)),
        clean: fc.int32Array({ minLength: words, maxLength: words, min: -(2 ** 30), max: 2 ** 30 - 1 }),
        imageOffset: fc.nat(5),
      });
    });
    fc.assert(
      fc.property(dense, ({ gemm, tileSize, faults, clean, imageOffset }) => {
        const { injected, summed } = bothWays(gemm, tileSize, faults, clean, imageOffset);
        expect(injected).toEqual(summed);
      }),
      { numRuns: 500 },
    );
  });

  it('start afresh for every image, also after reading was broken off', () => {
    const gemm = gemmOf(4, 8);
    const reader = new InjectedChecksums(4);
    const twoTiles = faultListOf([
      [0, 1],
      [5, 2],
    ]);
    reader.open(gemm, twoTiles);
    reader.nextTile();
    reader.open(gemm, faultListOf([[9, 4]]));
    expect(deviations(reader)).toEqual(['0/0/0 rows 1:4 cols 1:4']);
    reader.open(gemm, twoTiles);
    expect(deviations(reader)).toEqual(['0/0/0 rows 0:1 cols 0:1', '0/0/4 rows 0:2 cols 1:2']);
  });

  it('list the rows of a tile in ascending order', () => {
    const gemm = gemmOf(8, 8);
    const reader = new InjectedChecksums(8);
    reader.open(gemm, faultListOf([3, 8, 20, 23, 44, 63].map((word) => [word, 1] as const)));
    const tile = reader.nextTile();
    expect([...(tile?.rows.index.subarray(0, tile.rows.count) ?? [])]).toEqual([0, 1, 2, 5, 7]);
  });
});
