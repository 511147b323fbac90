import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATAFLOWS } from '../../src/accelerator/systolic-array.js';
import { candidateTiles, leastTiling } from '../../src/accelerator/tile-search.js';
import { describeTiling, LOOP_ORDERS, type Tiling, tileTraffic } from '../../src/accelerator/tiling.js';
import { walkedTraffic } from './loop-nest.js';

const size = fc.integer({ min: 1, max: 12 });
const box = { rows: size, cols: size, depth: size };
const products = fc.record({ ...box, count: fc.integer({ min: 1, max: 3 }) });
const tilings: fc.Arbitrary<Tiling> = fc.record({
  tile: fc.record(box),
  order: fc.constantFrom(...LOOP_ORDERS),
});

describe('traffic of a tiling', () => {
  it('is what a walk through the loops with one tile of each operand counts', () => {
    fc.assert(
      fc.property(products, tilings, (product, tiling) => {
        expect(tileTraffic(product, tiling)).toEqual(walkedTraffic(product, tiling));
      }),
      { numRuns: 1000 },
    );
  });

  it('has all six orders', () => {
    expect(new Set(LOOP_ORDERS.map((order) => order.join())).size).toBe(6);
  });

  it('is never less than every operand once', () => {
    fc.assert(
      fc.property(products, tilings, (product, tiling) => {
        const { rows, cols, depth, count } = product;
        const traffic = tileTraffic(product, tiling);
        expect(traffic.leftReads).toBeGreaterThanOrEqual(count * rows * depth);
        expect(traffic.rightReads).toBeGreaterThanOrEqual(count * depth * cols);
        expect(traffic.outputWrites).toBe(count * rows * cols);
      }),
    );
  });

  it('reloads what the innermost loop moves', () => {
    const product = { rows: 4, cols: 6, depth: 10, count: 1 };
    const tile = { rows: 2, cols: 2, depth: 5 };
    expect(tileTraffic(product, { tile, order: ['rows', 'cols', 'depth'] })).toEqual({
      leftReads: 3 * 40,
      rightReads: 2 * 60,
      outputWrites: 24,
      partialSumWrites: 0,
      partialSumReads: 0,
    });
    expect(tileTraffic(product, { tile, order: ['depth', 'rows', 'cols'] })).toEqual({
      leftReads: 40,
      rightReads: 2 * 60,
      outputWrites: 24,
      partialSumWrites: 24,
      partialSumReads: 24,
    });
  });
});

describe('a tiling in words', () => {
  const whole = { rows: 512, cols: 128, depth: 1152 };
  const tile = { rows: 256, cols: 128, depth: 1152 };

  it('names loops from outer to inner, tile, and what stays', () => {
    expect(describeTiling({ tile, order: ['rows', 'cols', 'depth'] }, whole)).toBe(
      'rows/cols/depth, tile 256 x 128 x 1152, right operand stays',
    );
    expect(describeTiling({ tile: { ...tile, depth: 64 }, order: ['rows', 'cols', 'depth'] }, whole)).toBe(
      'rows/cols/depth, tile 256 x 128 x 64, outputs stay',
    );
    expect(describeTiling({ tile: { ...tile, cols: 32 }, order: ['depth', 'rows', 'cols'] }, whole)).toBe(
      'depth/rows/cols, tile 256 x 32 x 1152, left operand stays',
    );
    expect(describeTiling({ tile: whole, order: ['rows', 'cols', 'depth'] }, whole)).toMatch(
      /everything stays$/,
    );
  });
});

describe('the search for tiles', () => {
  const arrays = fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    cols: fc.integer({ min: 1, max: 4 }),
    dataflow: fc.constantFrom(...DATAFLOWS),
  });
  const room = fc.integer({ min: 1, max: 200 });

  it('offers tiles that fit, in whole folds of the array', () => {
    fc.assert(
      fc.property(fc.record(box), arrays, room, (whole, array, bytes) => {
        const tiles = candidateTiles(whole, array, (rows, cols) => bytes / (rows + cols));
        for (const { rows, cols, depth } of tiles) {
          expect(depth * (rows + cols)).toBeLessThanOrEqual(bytes);
          const folds = { os: [rows, cols], ws: [depth, cols], is: [depth, rows] }[array.dataflow];
          const wholes = { os: ['rows', 'cols'], ws: ['depth', 'cols'], is: ['depth', 'rows'] } as const;
          wholes[array.dataflow].forEach((loop, i) => {
            const grain = i === 0 ? array.rows : array.cols;
            expect(folds[i] === whole[loop] || folds[i] % grain === 0).toBe(true);
          });
        }
      }),
    );
  });

  it('leaves out no tile that would move less, in any order', () => {
    const moved = (product: Parameters<typeof tileTraffic>[0]) => (tiling: Tiling) =>
      Object.values(tileTraffic(product, tiling)).reduce((sum, n) => sum + n, 0);
    fc.assert(
      fc.property(products, arrays, room, (product, array, bytes) => {
        const deepest = (rows: number, cols: number) => bytes / (rows + cols);
        const tiles = candidateTiles(product, array, deepest);
        const all = everyTile(product, array, deepest);
        expect(tiles.length > 0).toBe(all.length > 0);
        if (all.length === 0) return;
        const score = moved(product);
        const least = Math.min(...all.flatMap((tile) => LOOP_ORDERS.map((order) => score({ tile, order }))));
        expect(score(leastTiling(tiles, score))).toBe(least);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every tile of the array's dimensions times powers of two, or whole, that fits. */
function everyTile(
  whole: Tiling['tile'],
  array: Parameters<typeof candidateTiles>[1],
  deepest: (rows: number, cols: number) => number,
): Tiling['tile'][] {
  const powers = [1, 2, 4, 8, 16];
  const rowGrain = array.dataflow === 'is' ? array.cols : array.rows;
  const sizes = (size: number, grain: number) => [
    size,
    ...powers.map((power) => power * grain).filter((n) => n < size),
  ];
  const depthGrain = array.dataflow === 'os' ? 1 : array.rows;
  const tiles: Tiling['tile'][] = [];
  for (const rows of sizes(whole.rows, rowGrain))
    for (const cols of sizes(whole.cols, array.cols))
      for (let depth = 1; depth <= whole.depth; depth++)
        if (depth <= deepest(rows, cols) && (depth === whole.depth || depth % depthGrain === 0))
          tiles.push({ rows, cols, depth });
  return tiles;
}
