import { PARTIAL_SUM_BYTES } from './memory-traffic.js';
import {
  DATAFLOW_LOOPS,
  isOneFold,
  type MatrixProduct,
  operandTraffic,
  type SystolicArray,
  systolicCycles,
} from './systolic-array.js';
import { innermostMovingLoop, type Tile, type Tiling, tileTraffic, trips } from './tiling.js';

/** What the array and the buffers do for all `count` products of one shape. */
export interface OnChipWork {
  readonly cycles: number;
  /** Between the array, the local buffers beside it, and the global buffer. */
  readonly localReadBytes: number;
  readonly localWriteBytes: number;
  readonly globalReadBytes: number;
  readonly globalWriteBytes: number;
}

/**
 * How many pieces a tiling cuts the stream of each fold into. The stream goes on from tile to tile, in one piece,
 * where its loop is the innermost that moves and the tile is one fold of the array: then nothing else comes between.
 * Smaller tiles at the edges restart as often as the others.
 *
 * @param whole what is cut
 */
export function streamSegments(whole: Tile, tiling: Tiling, array: SystolicArray): number {
  const { streamed } = DATAFLOW_LOOPS[array.dataflow];
  const { tile } = tiling;
  const goesOn = innermostMovingLoop(whole, tiling) === streamed && isOneFold(clipped(tile, whole), array);
  if (goesOn) return 1;
  return trips(whole[streamed], tile[streamed]);
}

const clipped = (tile: Tile, whole: Tile): Tile => ({
  rows: Math.min(tile.rows, whole.rows),
  cols: Math.min(tile.cols, whole.cols),
  depth: Math.min(tile.depth, whole.depth),
});

/**
 * The products that remain when one is cut into tiles: full ones and those of every edge, each kind once with its
 * number as `count`.
 *
 * @example piecesOf({ rows: 5, cols: 4, depth: 3, count: 1 }, { rows: 2, cols: 4, depth: 3 })
 * // [{ rows: 2, cols: 4, depth: 3, count: 2 }, { rows: 1, cols: 4, depth: 3, count: 1 }]
 */
export function piecesOf({ rows, cols, depth, count }: MatrixProduct, tile: Tile): MatrixProduct[] {
  const pieces: MatrixProduct[] = [];
  for (const [r, nr] of cuts(rows, tile.rows))
    for (const [c, nc] of cuts(cols, tile.cols))
      for (const [d, nd] of cuts(depth, tile.depth))
        pieces.push({ rows: r, cols: c, depth: d, count: count * nr * nc * nd });
  return pieces;
}

/** Sizes that occur when a dimension is cut, each with how often. */
function cuts(whole: number, size: number): [number, number][] {
  const full = Math.floor(whole / size);
  const rest = whole - full * size;
  const list: [number, number][] = [];
  if (full > 0) list.push([size, full]);
  if (rest > 0) list.push([rest, 1]);
  return list;
}

/**
 * Cycles and traffic of a product that passes the global buffer in pieces.
 *
 * Operands go to the local buffers tile by tile ({@link tileTraffic}) and from there to the array
 * ({@link operandTraffic}); INT8 outputs, requantised as they drain, go back the same way. INT32 partial sums stay
 * in the output buffer until another tile takes their place, and go to the global buffer and back with those that a
 * later piece goes on from. Each piece restarts the array.
 *
 * @param pieces of the product ({@link piecesOf}); itself alone when it lies in the global buffer as a whole
 * @param tiling of the local buffers, within a piece
 * @param inputShare elements of the left operand in memory per element of the unfolded one, in (0, 1]
 */
export function onChipWork(
  product: MatrixProduct,
  pieces: readonly MatrixProduct[],
  tiling: Tiling,
  array: SystolicArray,
  inputShare: number,
): OnChipWork {
  const outputs = product.count * product.rows * product.cols;
  const written = pieces.reduce((sum, piece) => sum + piece.count * piece.rows * piece.cols, 0);
  const carriedBytes = PARTIAL_SUM_BYTES * (written - outputs);
  let cycles = 0;
  let arrayReads = 0;
  let loads = 0;
  let sumBytes = 0;
  let evictedBytes = 0;
  for (const piece of pieces) {
    const segments = streamSegments(piece, tiling, array);
    const words = operandTraffic(piece, array, segments);
    const moved = tileTraffic(piece, tiling);
    cycles += systolicCycles(piece, array, segments);
    arrayReads += words.inputReads + words.weightReads;
    loads += inputShare * moved.leftReads + moved.rightReads;
    sumBytes += PARTIAL_SUM_BYTES * words.partialSumWrites;
    evictedBytes += PARTIAL_SUM_BYTES * moved.partialSumWrites;
  }
  const localSums = sumBytes + carriedBytes;
  const globalSums = evictedBytes + carriedBytes;
  return {
    cycles,
    localReadBytes: arrayReads + localSums + outputs + globalSums,
    localWriteBytes: loads + globalSums + outputs + localSums,
    globalReadBytes: loads + globalSums,
    globalWriteBytes: outputs + globalSums,
  };
}
