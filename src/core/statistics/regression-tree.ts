import type { RandomStream } from '../random-stream.js';

/** What a response depends on: one of finitely many cells, drawn independently of the other factors. */
export interface Factor {
  /** Whether neighbouring cells are alike. */
  readonly ordered: boolean;
  /** Probability of each cell; together 1. */
  readonly weights: readonly number[];
}

/** Observations of a response. */
export interface Observations {
  readonly factors: readonly Factor[];
  /** Cells by factor, then by observation: `factors x observations`. */
  readonly cells: readonly ArrayLike<number>[];
  /** Finite, one of each observation. */
  readonly responses: ArrayLike<number>;
}

/** {@link Observations} as trees are grown from. */
export interface TypedObservations extends Observations {
  readonly cells: readonly Uint16Array[];
  readonly responses: Float64Array;
}

export interface TreeSettings {
  /** Observations in a leaf, at least. */
  readonly leafSize: number;
  /** Share of the factors that each split looks at, in (0, 1]. */
  readonly factorShare: number;
}

/** A regression tree: a mean response, or a split of a factor's cells. */
export type RegressionTree =
  | { readonly value: number }
  | {
      readonly factor: number;
      /** By cell: the child that it belongs to. */
      readonly side: Uint8Array;
      readonly children: readonly [RegressionTree, RegressionTree];
    };

interface Split {
  readonly factor: number;
  readonly side: Uint8Array;
  /** By how much it lowers the sum of squares. */
  readonly gain: number;
}

/**
 * Grows a tree by the splits that lower the sum of squares most; cells without an order are split in the order of their
 * mean responses (L. Breiman et al., "Classification and Regression Trees", 1984, section 9.4).
 */
export class TreeGrower {
  private readonly counts: Float64Array;
  private readonly sums: Float64Array;
  /** Cells seen in a node, in the order that they are split in. */
  private readonly order: Uint16Array;
  /** Responses less their mean, in the order of a node's rows. */
  private centred = new Float64Array();
  private aside = new Uint32Array();

  constructor(
    private readonly data: TypedObservations,
    private readonly settings: TreeSettings,
    private readonly stream: RandomStream,
  ) {
    const most = Math.max(0, ...data.factors.map(({ weights }) => weights.length));
    this.counts = new Float64Array(most);
    this.sums = new Float64Array(most);
    this.order = new Uint16Array(most);
  }

  /** @param rows indices of observations, at least one, perhaps repeated; left in another order */
  grow(rows: Uint32Array): RegressionTree {
    if (rows.length > this.centred.length) {
      this.centred = new Float64Array(rows.length);
      this.aside = new Uint32Array(rows.length);
    }
    const mean = this.meanOf(rows);
    const split = this.bestSplit(rows, mean);
    if (!split) return { value: mean };
    const { factor, side } = split;
    const border = this.part(rows, this.data.cells[factor], side);
    const children = [this.grow(rows.subarray(0, border)), this.grow(rows.subarray(border))] as const;
    return { factor, side, children };
  }

  private meanOf(rows: Uint32Array): number {
    const { responses } = this.data;
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += responses[rows[i]];
    return sum / rows.length;
  }

  /** Brings the rows of the first child before those of the second, each in their order; where the second begin. */
  private part(rows: Uint32Array, column: Uint16Array, side: Uint8Array): number {
    const { aside } = this;
    let [first, second] = [0, 0];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (side[column[row]] === 0) rows[first++] = row;
      else aside[second++] = row;
    }
    rows.set(aside.subarray(0, second), first);
    return first;
  }

  private bestSplit(rows: Uint32Array, mean: number): Split | null {
    const { factors } = this.data;
    const { leafSize, factorShare } = this.settings;
    if (rows.length < 2 * leafSize) return null;
    let best: Split | null = null;
    // Below that it is rounding that would be split.
    let least = 1e-12 * (rows.length * mean ** 2 + this.centre(rows, mean));
    const looked = Math.ceil(factorShare * factors.length);
    for (const factor of this.stream.permutation(factors.length).slice(0, looked)) {
      const seen = this.tally(factor, rows);
      const { place, gain } = this.bestPlace(seen, rows.length);
      if (place === 0 || gain <= least) continue;
      best = { factor, gain, side: this.sides(factor, seen, place) };
      least = gain;
    }
    return best;
  }

  /** Sets responses less their mean; their sum of squares. */
  private centre(rows: Uint32Array, mean: number): number {
    const { centred, data } = this;
    let squares = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = data.responses[rows[i]] - mean;
      centred[i] = value;
      squares += value * value;
    }
    return squares;
  }

  /** Counts a factor's observations and adds up their centred responses by cell; how many cells were seen. */
  private tally(factor: number, rows: Uint32Array): number {
    const { counts, sums, centred, order } = this;
    const column = this.data.cells[factor];
    const { ordered, weights } = this.data.factors[factor];
    counts.fill(0);
    sums.fill(0);
    for (let i = 0; i < rows.length; i++) {
      const cell = column[rows[i]];
      counts[cell]++;
      sums[cell] += centred[i];
    }
    let seen = 0;
    for (let cell = 0; cell < weights.length; cell++) if (counts[cell] > 0) order[seen++] = cell;
    if (!ordered) order.subarray(0, seen).sort((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
    return seen;
  }

  /** How many of the cells, in their order, go to one side for the largest gain; 0 for no split. */
  private bestPlace(seen: number, total: number): { place: number; gain: number } {
    const { counts, sums, order } = this;
    const { leafSize } = this.settings;
    let [place, gain, count, sum] = [0, 0, 0, 0];
    for (let k = 0; k + 1 < seen; k++) {
      count += counts[order[k]];
      sum += sums[order[k]];
      if (count < leafSize || total - count < leafSize) continue;
      // Responses are centred, so that the sum on the other side is minus this one.
      const gained = sum ** 2 / count + sum ** 2 / (total - count);
      if (gained > gain) [place, gain] = [k + 1, gained];
    }
    return { place, gain };
  }

  /** Cells not seen here go to the nearer side where there is an order, else to the one of more observations. */
  private sides(factor: number, seen: number, place: number): Uint8Array {
    const { ordered, weights } = this.data.factors[factor];
    const { order } = this;
    const side = new Uint8Array(weights.length);
    if (ordered) return side.fill(1, Math.floor((order[place - 1] + order[place]) / 2) + 1);
    const first = order.subarray(0, place);
    const second = order.subarray(place, seen);
    const countOf = (cells: Uint16Array) => cells.reduce((sum, cell) => sum + this.counts[cell], 0);
    side.fill(countOf(second) > countOf(first) ? 1 : 0);
    for (const cell of first) side[cell] = 0;
    for (const cell of second) side[cell] = 1;
    return side;
  }
}
