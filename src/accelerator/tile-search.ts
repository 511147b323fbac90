import { DATAFLOW_LOOPS, isOneFold, type Loop, type SystolicArray } from './systolic-array.js';
import type { LoopOrder, Tile, Tiling } from './tiling.js';

/** One order for each innermost loop: the others move the same. The first wins ties. */
const SEARCHED_ORDERS: readonly LoopOrder[] = [
  ['rows', 'cols', 'depth'],
  ['cols', 'depth', 'rows'],
  ['rows', 'depth', 'cols'],
];

/**
 * Tiles to try for a memory: rows and columns in the array's dimensions times powers of two, or whole; for each pair
 * the deepest tile that fits, in whole folds of the array. Left out are tiles for which a larger one is as deep: it
 * moves no more, unless the small one is a single fold, whose stream may go on from tile to tile. Largest first;
 * empty where nothing fits.
 *
 * @param whole what is cut
 * @param deepest largest depth for which a tile of so many rows and columns fits; below 1 when none does
 * @param rowSizes rows to try, largest first, where not all of them
 */
export function candidateTiles(
  whole: Tile,
  array: SystolicArray,
  deepest: (rows: number, cols: number) => number,
  rowSizes: readonly number[] = sizes(whole.rows, grain('rows', array)),
): Tile[] {
  const tiles: Tile[] = [];
  const colSizes = sizes(whole.cols, grain('cols', array));
  /** Depths for the next larger rows, by columns. */
  let larger = colSizes.map(() => 0);
  for (const rows of rowSizes) {
    const depths = colSizes.map((cols) => wholeFolds(deepest(rows, cols), whole.depth, array));
    depths.forEach((depth, i) => {
      if (depth < 1) return;
      const tile = { rows, cols: colSizes[i], depth };
      const replaced = depth === larger[i] || depth === depths[i - 1];
      if (!replaced || isOneFold(tile, array)) tiles.push(tile);
    });
    larger = depths;
  }
  return tiles;
}

/** Elements of the array along a dimension; a streamed one is cut as if it lay along the array all the same. */
function grain(loop: Loop, array: SystolicArray): number {
  const { alongCols } = DATAFLOW_LOOPS[array.dataflow];
  return loop === alongCols || loop === 'cols' ? array.cols : array.rows;
}

/** Sizes of a dimension, largest first. */
function sizes(whole: number, grain: number): number[] {
  const list = [whole];
  for (let size = grain; size < whole; size *= 2) list.splice(1, 0, size);
  return list;
}

/** The depth that a tile can use of so much room. */
function wholeFolds(room: number, whole: number, array: SystolicArray): number {
  if (room >= whole) return whole;
  const fold = array.dataflow === 'os' ? 1 : array.rows;
  return Math.max(0, Math.floor(room / fold) * fold);
}

/** The tiling with the least score, the first of equals. @param tiles at least one */
export function leastTiling(tiles: readonly Tile[], score: (tiling: Tiling) => number): Tiling {
  let best: Tiling = { tile: tiles[0], order: SEARCHED_ORDERS[0] };
  let least = Infinity;
  for (const tile of tiles)
    for (const order of SEARCHED_ORDERS) {
      const tiling = { tile, order };
      const value = score(tiling);
      if (value >= least) continue;
      best = tiling;
      least = value;
    }
  return best;
}
