import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OnChipWork, onChipWork, piecesOf, streamSegments } from '../../src/accelerator/on-chip-work.js';
import {
  DATAFLOW_LOOPS,
  DATAFLOWS,
  type Loop,
  type MatrixProduct,
  operandTraffic,
  type SystolicArray,
  systolicCycles,
} from '../../src/accelerator/systolic-array.js';
import { LOOP_ORDERS, type Tile, type Tiling } from '../../src/accelerator/tiling.js';
import { walk, walkedTraffic } from './loop-nest.js';

const size = fc.integer({ min: 1, max: 12 });
const few = fc.integer({ min: 1, max: 3 });
const box = fc.record({ rows: few, cols: few, depth: few });
const order = fc.constantFrom(...LOOP_ORDERS);

/** A product, an array, tiles of it and pieces of those tiles, all in whole folds of the array. */
const setups = fc
  .record({
    rows: size,
    cols: size,
    depth: size,
    array: fc.record({ rows: few, cols: few, dataflow: fc.constantFrom(...DATAFLOWS) }),
    tile: box,
    tilesPerPiece: box,
    order,
  })
  .map(({ rows, cols, depth, array, tile: folds, tilesPerPiece, order }) => {
    const { alongRows, alongCols } = DATAFLOW_LOOPS[array.dataflow];
    const tile = { ...folds, [alongRows]: folds[alongRows] * array.rows };
    tile[alongCols] = folds[alongCols] * array.cols;
    const piece = {
      rows: tile.rows * tilesPerPiece.rows,
      cols: tile.cols * tilesPerPiece.cols,
      depth: tile.depth * tilesPerPiece.depth,
    };
    return { product: { rows, cols, depth, count: 1 }, array, piece, tiling: { tile, order } };
  });

/** Runs of tiles of one piece between which nothing but the stream moves: each fills and drains the array once. */
function runs(whole: Tile, tiling: Tiling, array: SystolicArray): MatrixProduct[] {
  const { alongRows, alongCols, streamed } = DATAFLOW_LOOPS[array.dataflow];
  const spans = (loop: Loop) => Math.min(tiling.tile[loop], whole[loop]);
  const oneFold = spans(alongRows) <= array.rows && spans(alongCols) <= array.cols;
  const list: { -readonly [field in keyof MatrixProduct]: number }[] = [];
  let place = '';
  for (const { at, size } of walk(whole, tiling)) {
    const here = `${at[alongRows]},${at[alongCols]}`;
    if (oneFold && here === place) list[list.length - 1][streamed] += size[streamed];
    else list.push({ ...size, count: 1 });
    place = here;
  }
  return list;
}

/** {@link onChipWork} by walking through both loop nests. */
function walkedWork(
  product: MatrixProduct,
  piece: Tile,
  tiling: Tiling,
  array: SystolicArray,
  share: number,
): OnChipWork {
  const outputs = product.rows * product.cols;
  let [cycles, arrayReads, arrayWrites, loads, toGlobal] = [0, 0, 0, 0, 0];
  for (const { size } of walk(product, { tile: piece, order: ['rows', 'cols', 'depth'] })) {
    const moved = walkedTraffic({ ...size, count: 1 }, tiling);
    loads += share * moved.leftReads + moved.rightReads;
    toGlobal += moved.outputWrites + moved.partialSumWrites;
    for (const run of runs(size, tiling, array)) {
      const words = operandTraffic(run, array);
      cycles += systolicCycles(run, array);
      arrayReads += words.inputReads + words.weightReads;
      arrayWrites += words.outputWrites + words.partialSumWrites;
    }
  }
  // Every word but the finished one is a partial sum of four bytes, written once and read back once.
  const localSums = 4 * (arrayWrites - outputs);
  const globalSums = 4 * (toGlobal - outputs);
  return {
    cycles,
    localReadBytes: arrayReads + localSums + globalSums + outputs,
    localWriteBytes: loads + globalSums + localSums + outputs,
    globalReadBytes: loads + globalSums,
    globalWriteBytes: globalSums + outputs,
  };
}

describe('work on the chip', () => {
  it('is what a walk through the tiles of both memories adds up to', () => {
    fc.assert(
      fc.property(setups, fc.constantFrom(1, 0.25), ({ product, array, piece, tiling }, share) => {
        const work = onChipWork(product, piecesOf(product, piece), tiling, array, share);
        expect(work).toEqual(walkedWork(product, piece, tiling, array, share));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes SCALE-Sim’s cycles and reads where one tile holds everything', () => {
    fc.assert(
      fc.property(setups, ({ product, array }) => {
        const work = onChipWork(product, [product], { tile: product, order: LOOP_ORDERS[0] }, array, 1);
        const words = operandTraffic(product, array);
        const sums = 4 * words.partialSumReads;
        const outputs = words.outputWrites;
        expect(work.cycles).toBe(systolicCycles(product, array));
        expect(work.localReadBytes).toBe(words.inputReads + words.weightReads + sums + outputs);
        expect(work.globalWriteBytes).toBe(outputs);
      }),
    );
  });

  it('covers a product with its pieces', () => {
    fc.assert(
      fc.property(setups, few, ({ product, piece }, count) => {
        const macs = (parts: readonly MatrixProduct[]) =>
          parts.reduce((sum, part) => sum + part.count * part.rows * part.cols * part.depth, 0);
        expect(macs(piecesOf({ ...product, count }, piece))).toBe(macs([{ ...product, count }]));
      }),
    );
  });
});

describe('a stream cut into tiles', () => {
  const array: SystolicArray = { rows: 4, cols: 4, dataflow: 'os' };
  const whole = { rows: 8, cols: 8, depth: 10 };

  it('goes on where its loop is the innermost and the tile one fold', () => {
    const tile = { rows: 4, cols: 4, depth: 5 };
    expect(streamSegments(whole, { tile, order: ['rows', 'cols', 'depth'] }, array)).toBe(1);
    expect(streamSegments(whole, { tile, order: ['rows', 'depth', 'cols'] }, array)).toBe(2);
  });

  it('restarts where other folds come between', () => {
    const tile = { rows: 8, cols: 4, depth: 3 };
    expect(streamSegments(whole, { tile, order: ['rows', 'cols', 'depth'] }, array)).toBe(4);
  });
});
