import { type MatrixProduct, mapProduct, type SystolicArray } from './systolic-array.js';

/**
 * Multiply-accumulates of checksums of columns alone for `count` products: every B x B tile of the output gets one row,
 * the sum of the inputs' rows times the weights: half of {@link checksumMacs} for square products.
 *
 * @param tileSize B, integer >= 1
 */
export const columnChecksumMacs = (product: MatrixProduct, tileSize: number): number =>
  product.depth * columnChecksumWords(product, tileSize);

/**
 * Additions that go with them: the sum of the inputs' rows, formed anew for every tile; the sum of each column's
 * outputs; and for each checksum word its comparison and its share in the sum of all deviations.
 */
export function columnChecksumAdditions(product: MatrixProduct, tileSize: number): number {
  const { rows, cols, depth, count } = product;
  const inputSums = count * depth * rows * tiles(cols, tileSize);
  return inputSums + count * rows * cols + 2 * columnChecksumWords(product, tileSize);
}

const columnChecksumWords = ({ rows, cols, count }: MatrixProduct, tileSize: number) =>
  count * tiles(rows, tileSize) * cols;

/**
 * Cycles that they add to `count` products. `os`: one more row of elements per B, which drains one cycle later; `ws`:
 * one more streamed vector (the sum) per B; `is`: one more column of elements per B. First order, as for
 * `checkedCycles`.
 */
export function columnCheckCycles(product: MatrixProduct, array: SystolicArray, tileSize: number): number {
  const { folds, stream } = mapProduct(product, array);
  const length = { os: array.rows, ws: stream, is: array.cols }[array.dataflow];
  return product.count * folds * tiles(length, tileSize);
}

/** Elements that compute them beside the array. */
export function columnChecksumElements({ rows, cols, dataflow }: SystolicArray, tileSize: number): number {
  return { os: cols * tiles(rows, tileSize), ws: 0, is: rows * tiles(cols, tileSize) }[dataflow];
}

const tiles = (size: number, tileSize: number) => Math.ceil(size / tileSize);
