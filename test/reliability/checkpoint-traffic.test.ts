import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKPOINT_LAYOUTS, type CheckpointLayout } from '../../src/core/policy.js';
import type { Gemm } from '../../src/core/workload.js';
import { CheckpointTraffic, tileActivations } from '../../src/reliability/checkpoint/checkpoint-traffic.js';
import type { ProtectionGeometry } from '../../src/reliability/protection-geometry.js';
import { GEOMETRY, gemmOf } from './setups.js';

function readRows(
  layout: CheckpointLayout,
  geometry: ProtectionGeometry,
  gemm: Gemm,
  tile: { firstRow: number; firstCol: number },
  rows: readonly number[],
) {
  const traffic = { bytes: 0, rowActivations: 0 };
  new CheckpointTraffic(layout, geometry).addTileRows(gemm, tile, rows, rows.length, traffic);
  return traffic;
}

/** The same by the addresses of all words, one by one. */
function byAddress(
  layout: CheckpointLayout,
  { tileSize, accessBytes, rowBytes }: ProtectionGeometry,
  gemm: Gemm,
  tile: { firstRow: number; firstCol: number },
  rows: readonly number[],
) {
  const accesses = new Set<number>();
  const dramRows = new Set<number>();
  for (const row of rows) {
    for (let col = tile.firstCol; col < Math.min(tile.firstCol + tileSize, gemm.cols); col++) {
      const matrixRow = tile.firstRow + row;
      const tilesAcross = Math.ceil(gemm.cols / tileSize);
      const tileIndex = Math.floor(matrixRow / tileSize) * tilesAcross + Math.floor(col / tileSize);
      const address =
        layout === 'row-major'
          ? matrixRow * gemm.cols + col
          : tileIndex * tileSize ** 2 + (matrixRow % tileSize) * tileSize + (col % tileSize);
      accesses.add(Math.floor(address / accessBytes));
      dramRows.add(Math.floor(address / rowBytes));
    }
  }
  return { bytes: accesses.size * accessBytes, rowActivations: dramRows.size };
}

const anySituation = fc
  .record({
    tileSize: fc.integer({ min: 1, max: 40 }),
    accessBytes: fc.constantFrom(8, 32, 64),
    accessesPerRow: fc.constantFrom(1, 4, 32),
    rows: fc.integer({ min: 1, max: 90 }),
    cols: fc.integer({ min: 1, max: 90 }),
    layout: fc.constantFrom(...CHECKPOINT_LAYOUTS),
  })
  .map(({ accessesPerRow, rows, cols, layout, ...geometry }) => ({
    layout,
    gemm: gemmOf(rows, cols),
    geometry: { ...geometry, rowBytes: accessesPerRow * geometry.accessBytes },
  }));

describe('CheckpointTraffic', () => {
  it('reads a whole 32 x 32 tile in one activation if contiguous, in one per row if row-major', () => {
    const gemm = gemmOf(1024, 1152);
    const all = Array.from({ length: 32 }, (_, row) => row);
    const tile = { firstRow: 32, firstCol: 64 };
    expect(readRows('tile-contiguous', GEOMETRY, gemm, tile, all)).toEqual({
      bytes: 1024,
      rowActivations: 1,
    });
    expect(readRows('row-major', GEOMETRY, gemm, tile, all)).toEqual({ bytes: 1024, rowActivations: 32 });
  });

  it('reads only the flagged rows', () => {
    const gemm = gemmOf(1024, 1152);
    const tile = { firstRow: 0, firstCol: 0 };
    expect(readRows('tile-contiguous', GEOMETRY, gemm, tile, [3, 9])).toEqual({
      bytes: 64,
      rowActivations: 1,
    });
    expect(readRows('row-major', GEOMETRY, gemm, tile, [3, 9])).toEqual({ bytes: 64, rowActivations: 2 });
    expect(readRows('row-major', GEOMETRY, gemm, tile, [])).toEqual({ bytes: 0, rowActivations: 0 });
  });

  it('counts an access once that two rows share, and whole when used in part', () => {
    // Rows of 20 bytes: bytes 0-19 and 20-39 lie in accesses {0} and {0, 1}.
    const gemm = gemmOf(4, 20);
    expect(readRows('row-major', GEOMETRY, gemm, { firstRow: 0, firstCol: 0 }, [0, 1])).toEqual({
      bytes: 64,
      rowActivations: 1,
    });
  });

  it('agrees with the addresses of all words, for any layout, geometry, shape and rows', () => {
    const situation = anySituation.chain(({ gemm, geometry, layout }) => {
      const { tileSize } = geometry;
      return fc
        .record({
          tileRow: fc.nat(Math.ceil(gemm.rows / tileSize) - 1),
          tileCol: fc.nat(Math.ceil(gemm.cols / tileSize) - 1),
          flags: fc.array(fc.boolean(), { minLength: tileSize, maxLength: tileSize }),
        })
        .map(({ tileRow, tileCol, flags }) => {
          const tile = { firstRow: tileRow * tileSize, firstCol: tileCol * tileSize };
          const rows = [...flags.keys()].filter((row) => flags[row] && tile.firstRow + row < gemm.rows);
          return { layout, geometry, gemm, tile, rows };
        });
    });
    fc.assert(
      fc.property(situation, ({ layout, geometry, gemm, tile, rows }) => {
        expect(readRows(layout, geometry, gemm, tile, rows)).toEqual(
          byAddress(layout, geometry, gemm, tile, rows),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('writes a refresh as all rows of all tiles of all matrices', () => {
    fc.assert(
      fc.property(anySituation, fc.integer({ min: 1, max: 4 }), ({ layout, geometry, gemm }, count) => {
        const { tileSize } = geometry;
        const expected = { bytes: 0, rowActivations: 0 };
        for (let firstRow = 0; firstRow < gemm.rows; firstRow += tileSize) {
          for (let firstCol = 0; firstCol < gemm.cols; firstCol += tileSize) {
            const rows = Array.from({ length: Math.min(tileSize, gemm.rows - firstRow) }, (_, row) => row);
            const tile = byAddress(layout, geometry, gemm, { firstRow, firstCol }, rows);
            expected.bytes += count * tile.bytes;
            expected.rowActivations += count * tile.rowActivations;
          }
        }
        const traffic = new CheckpointTraffic(layout, geometry);
        expect(traffic.refresh({ ...gemm, count })).toEqual(expected);
        expect(traffic.refresh({ ...gemm, count })).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('writes exactly one byte a word when tiles, accesses and matrix fit', () => {
    for (const layout of CHECKPOINT_LAYOUTS) {
      expect(new CheckpointTraffic(layout, GEOMETRY).refresh(gemmOf(128, 768)).bytes).toBe(128 * 768);
    }
  });
});

describe('tileActivations', () => {
  it.each([
    { layout: 'tile-contiguous', cols: 1152, expected: 1 },
    { layout: 'tile-contiguous', cols: 64, expected: 1 },
    { layout: 'row-major', cols: 4608, expected: 32 },
    { layout: 'row-major', cols: 1152, expected: 32 },
    { layout: 'row-major', cols: 1024, expected: 32 },
    // Two, and 16, matrix rows to a DRAM row.
    { layout: 'row-major', cols: 512, expected: 16 },
    { layout: 'row-major', cols: 64, expected: 2 },
  ] as const)('is $expected for a 32 x 32 tile, $layout, $cols wide', ({ layout, cols, expected }) => {
    expect(tileActivations(layout, { rows: 64, cols }, GEOMETRY)).toBe(expected);
  });

  it('is the mean over the tiles by the addresses of all words', () => {
    fc.assert(
      fc.property(anySituation, ({ layout, geometry, gemm }) => {
        const { tileSize } = geometry;
        const activations: number[] = [];
        for (let firstRow = 0; firstRow < gemm.rows; firstRow += tileSize) {
          const rows = Array.from({ length: Math.min(tileSize, gemm.rows - firstRow) }, (_, row) => row);
          for (let firstCol = 0; firstCol < gemm.cols; firstCol += tileSize)
            activations.push(byAddress(layout, geometry, gemm, { firstRow, firstCol }, rows).rowActivations);
        }
        const mean = activations.reduce((sum, count) => sum + count, 0) / activations.length;
        expect(tileActivations(layout, gemm, geometry)).toBeCloseTo(mean, 9);
      }),
      { numRuns: 60 },
    );
  });
});
