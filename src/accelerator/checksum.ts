import { foldCycles, type MatrixProduct, mapProduct, type SystolicArray } from './systolic-array.js';

/**
 * Multiply-accumulates that checksums add to `count` products: every B x B tile of the output gets one row (sum of the
 * inputs' rows times the weights) and one column (inputs times the sum of the weights' columns). Where B divides
 * both dimensions this is DRIFT's factor `1 + 2/B` (arXiv 2604.09073, its cost script); partial tiles pay in full.
 * Forming the operands' sums and comparing are not counted, as in DRIFT.
 *
 * @param tileSize B, integer >= 1
 * @returns multiply-accumulates on top of `count * rows * cols * depth`
 */
export function checksumMacs(product: MatrixProduct, tileSize: number): number {
  const { rows, cols, depth, count } = product;
  const checksumRows = Math.ceil(rows / tileSize);
  const checksumCols = Math.ceil(cols / tileSize);
  return count * depth * (checksumRows * cols + checksumCols * rows);
}

/**
 * Cycles of `count` products with checksums computed in the array. `os`: each B elements get one more row and one
 * more column, whose sums drain one cycle later each. `ws`, `is`: one more column of elements per B, and one more
 * streamed vector (the sum) per B. First order: the extra elements work in parallel with the rest.
 */
export function checkedCycles(product: MatrixProduct, array: SystolicArray, tileSize: number): number {
  const { folds, stream } = mapProduct(product, array);
  const extraCols = Math.ceil(array.cols / tileSize);
  const extraDrain =
    array.dataflow === 'os' ? Math.ceil(array.rows / tileSize) : Math.ceil(stream / tileSize);
  return product.count * folds * (foldCycles(stream, array) + extraDrain + extraCols);
}
