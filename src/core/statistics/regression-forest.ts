import { RandomStream } from '../random-stream.js';
import {
  type Factor,
  type Observations,
  type RegressionTree,
  TreeGrower,
  type TreeSettings,
} from './regression-tree.js';

export interface ForestSettings extends TreeSettings {
  readonly trees: number;
  /** Observations that a tree is grown on; of fewer there are, as many as there are. */
  readonly sampleSize: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
}

/**
 * A forest of regression trees, each grown on a bootstrap sample (L. Breiman, "Random Forests", Machine Learning 45,
 * 2001), of m out of n where there are many observations, so that more of them cost no more; no trees without any.
 */
export function growForest(data: Observations, settings: ForestSettings): RegressionTree[] {
  const { length } = data.responses;
  if (length === 0) return [];
  const typed = {
    ...data,
    cells: data.cells.map((column) => Uint16Array.from(column)),
    responses: Float64Array.from(data.responses),
  };
  return Array.from({ length: settings.trees }, (_, tree) => {
    const stream = new RandomStream(settings.seed, 'bootstrap', { trial: tree });
    const sample = new Uint32Array(Math.min(length, settings.sampleSize)).map(() => stream.integer(length));
    return new TreeGrower(typed, settings, stream).grow(sample);
  });
}

/** The value of a tree at one cell of each factor. */
export function predict(tree: RegressionTree, cells: readonly number[]): number {
  let node = tree;
  while (!('value' in node)) node = node.children[node.side[cells[node.factor]]];
  return node.value;
}

/** A part of the product of all factors' cells on which a tree is constant. */
export interface Leaf {
  readonly value: number;
  /** By index of a factor: 1 for each cell that belongs to the leaf, else 0. Factors left out are not restricted. */
  readonly cells: ReadonlyMap<number, Uint8Array>;
}

/** The leaves of a tree; they share out the product of the factors' cells. */
export function leavesOf(tree: RegressionTree, cells: Leaf['cells'] = new Map()): Leaf[] {
  if ('value' in tree) return [{ value: tree.value, cells }];
  const { factor, side, children } = tree;
  const admitted = cells.get(factor);
  return children.flatMap((child, s) => {
    const part = side.map((of, cell) => (of === s && admitted?.[cell] !== 0 ? 1 : 0));
    return leavesOf(child, new Map([...cells, [factor, part]]));
  });
}

/** A cell of each factor, drawn independently by their weights. */
export function drawCells(factors: readonly Factor[], stream: RandomStream): number[] {
  return factors.map(({ weights }) => {
    let rest = stream.uniform();
    const cell = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return cell < 0 ? weights.length - 1 : cell;
  });
}
