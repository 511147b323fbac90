import { foldCycles, type MatrixProduct, mapProduct, type SystolicArray } from './systolic-array.js';

/**
 * Multiply-accumulates that checksums add to `count` products: every B x B tile of the output gets one row (sum of the
 * inputs' rows times the weights) and one column (inputs times the sum of the weights' columns). Where B divides
 * both dimensions this is DRIFT's factor `1 + 2/B` (arXiv 2604.09073, its cost script); partial tiles pay in full.
 *
 * @param tileSize B, integer >= 1
 * @returns multiply-accumulates on top of `count * rows * cols * depth`
 */
export function checksumMacs({ depth, ...product }: MatrixProduct, tileSize: number): number {
  return depth * checksumWords(product, tileSize);
}

/**
 * Additions that go with those checksums: the sums of operands that each tile's checksums multiply, formed anew for
 * every tile; the sum of the outputs of each row and column of a tile; and one comparison per checksum word.
 * A sum of n terms counts as n additions, as an accumulator makes them.
 */
export function checksumAdditions(product: MatrixProduct, tileSize: number): number {
  const { rows, cols, depth, count } = product;
  const operandSums = count * depth * (rows * tiles(cols, tileSize) + cols * tiles(rows, tileSize));
  const outputSums = 2 * count * rows * cols;
  return operandSums + outputSums + checksumWords(product, tileSize);
}

/** Checksum words: one per column of every band of B rows, one per row of every band of B columns. */
function checksumWords({ rows, cols, count }: Omit<MatrixProduct, 'depth'>, tileSize: number): number {
  return count * (tiles(rows, tileSize) * cols + tiles(cols, tileSize) * rows);
}

/**
 * Elements that compute checksums beside the array: a column of them per B columns, and with `os` a row per B rows
 * (`ws`, `is` stream the summed vector through the elements that are there).
 */
export function checksumElements({ rows, cols, dataflow }: SystolicArray, tileSize: number): number {
  const column = rows * tiles(cols, tileSize);
  return dataflow === 'os' ? column + cols * tiles(rows, tileSize) : column;
}

/**
 * Cycles of `count` products with checksums computed in the array. `os`: each B elements get one more row and one
 * more column, whose sums drain one cycle later each. `ws`, `is`: one more column of elements per B, and one more
 * streamed vector (the sum) per B. First order: the extra elements work in parallel with the rest.
 */
export function checkedCycles(product: MatrixProduct, array: SystolicArray, tileSize: number): number {
  const { folds, stream } = mapProduct(product, array);
  const extraDrain = tiles(array.dataflow === 'os' ? array.rows : stream, tileSize);
  const extraCols = tiles(array.cols, tileSize);
  return product.count * folds * (foldCycles(stream, array) + extraDrain + extraCols);
}

const tiles = (size: number, tileSize: number) => Math.ceil(size / tileSize);
