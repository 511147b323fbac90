import type { Loop, MatrixProduct } from './systolic-array.js';

/** From the outermost loop to the innermost. */
export type LoopOrder = readonly [Loop, Loop, Loop];

export const LOOP_ORDERS: readonly LoopOrder[] = [
  ['rows', 'cols', 'depth'],
  ['cols', 'rows', 'depth'],
  ['rows', 'depth', 'cols'],
  ['depth', 'rows', 'cols'],
  ['cols', 'depth', 'rows'],
  ['depth', 'cols', 'rows'],
];

/** A box of multiply-accumulates; sizes are integers >= 1. */
export type Tile = Readonly<Record<Loop, number>>;

/** How a product is cut to fit a memory: tiles of one size (smaller at the edges), visited in one order. */
export interface Tiling {
  readonly tile: Tile;
  readonly order: LoopOrder;
}

/** How many tiles cover a dimension. */
export const trips = (size: number, tile: number): number => Math.ceil(size / tile);

/** The innermost loop that takes more than one trip; null when one tile covers everything. */
export function innermostMovingLoop(whole: Tile, { tile, order }: Tiling): Loop | null {
  for (let i = order.length - 1; i >= 0; i--) {
    if (whole[order[i]] > tile[order[i]]) return order[i];
  }
  return null;
}

/** Elements that cross between a memory and the one above it for all `count` products. */
export interface TileTraffic {
  readonly leftReads: number;
  readonly rightReads: number;
  /** Finished elements written. */
  readonly outputWrites: number;
  /** Unfinished elements written, because another tile takes their place before `depth` is through. */
  readonly partialSumWrites: number;
  /** Unfinished elements read back: as many as written. */
  readonly partialSumReads: number;
}

/**
 * Traffic of a tiling where the lower memory keeps one tile of each operand (the capacity beside it takes the next
 * tile in the meantime). Exact, tiles at the edges included.
 *
 * Each operand is indexed by two of the loops and fetched again in every trip of the third, unless that is the
 * innermost loop that moves: then its tile stays. So only that loop matters, and three of the six orders differ (the
 * reuse rule of loop-nest models such as Timeloop, Parashar et al., ISPASS 2019).
 */
export function tileTraffic(product: MatrixProduct, tiling: Tiling): TileTraffic {
  const { rows, cols, depth, count } = product;
  const { tile } = tiling;
  const innermost = innermostMovingLoop(product, tiling);
  const leftPasses = innermost === 'cols' ? 1 : trips(cols, tile.cols);
  const rightPasses = innermost === 'rows' ? 1 : trips(rows, tile.rows);
  const outputVisits = innermost === 'depth' ? 1 : trips(depth, tile.depth);
  const partialSums = count * rows * cols * (outputVisits - 1);
  return {
    leftReads: count * rows * depth * leftPasses,
    rightReads: count * depth * cols * rightPasses,
    outputWrites: count * rows * cols,
    partialSumWrites: partialSums,
    partialSumReads: partialSums,
  };
}

/** What the innermost moving loop leaves in place. */
const STAYS: Readonly<Record<Loop, string>> = {
  rows: 'right operand stays',
  cols: 'left operand stays',
  depth: 'outputs stay',
};

/**
 * A tiling in words: loops from outer to inner, tile, and what the innermost moving loop leaves in place.
 *
 * @param whole what is cut: the product, or the tile of the memory above
 * @example describeTiling({ tile: { rows: 256, cols: 128, depth: 64 }, order: ['rows', 'cols', 'depth'] },
 *   { rows: 512, cols: 128, depth: 1152 }) // 'rows/cols/depth, tile 256 x 128 x 64, outputs stay'
 */
export function describeTiling(tiling: Tiling, whole: Tile): string {
  const { tile, order } = tiling;
  const innermost = innermostMovingLoop(whole, tiling);
  const stays = innermost === null ? 'everything stays' : STAYS[innermost];
  return `${order.join('/')}, tile ${tile.rows} x ${tile.cols} x ${tile.depth}, ${stays}`;
}
