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
  readonly cells: readonly (readonly number[])[];
  /** Finite, one of each observation. */
  readonly responses: readonly number[];
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

  constructor(
    private readonly data: Observations,
    private readonly settings: TreeSettings,
    private readonly stream: RandomStream,
  ) {
    const most = Math.max(0, ...data.factors.map(({ weights }) => weights.length));
    this.counts = new Float64Array(most);
    this.sums = new Float64Array(most);
  }

  /** @param rows indices of observations, at least one, perhaps repeated */
  grow(rows: readonly number[]): RegressionTree {
    const { responses, cells } = this.data;
    let sum = 0;
    for (const row of rows) sum += responses[row];
    const mean = sum / rows.length;
    const split = this.bestSplit(rows, mean);
    if (!split) return { value: mean };
    const { factor, side } = split;
    const column = cells[factor];
    const child = (s: number) => this.grow(rows.filter((row) => side[column[row]] === s));
    return { factor, side, children: [child(0), child(1)] };
  }

  private bestSplit(rows: readonly number[], mean: number): Split | null {
    const { factors, responses } = this.data;
    const { leafSize, factorShare } = this.settings;
    if (rows.length < 2 * leafSize) return null;
    let squares = rows.length * mean ** 2;
    for (const row of rows) squares += (responses[row] - mean) ** 2;
    let best: Split | null = null;
    // Below that it is rounding that would be split.
    let least = 1e-12 * squares;
    const looked = Math.ceil(factorShare * factors.length);
    for (const factor of this.stream.permutation(factors.length).slice(0, looked)) {
      const order = this.tally(factor, rows, mean);
      const { place, gain } = this.bestPlace(order, rows.length);
      if (place === 0 || gain <= least) continue;
      best = { factor, gain, side: this.sides(factor, order, place) };
      least = gain;
    }
    return best;
  }

  /** Counts a factor's observations and adds up their responses less the mean, by cell; the cells seen, in order. */
  private tally(factor: number, rows: readonly number[], mean: number): number[] {
    const { counts, sums } = this;
    const { responses, factors } = this.data;
    const column = this.data.cells[factor];
    counts.fill(0);
    sums.fill(0);
    for (const row of rows) {
      const cell = column[row];
      counts[cell]++;
      sums[cell] += responses[row] - mean;
    }
    const { ordered, weights } = factors[factor];
    const seen: number[] = [];
    for (let cell = 0; cell < weights.length; cell++) if (counts[cell] > 0) seen.push(cell);
    return ordered ? seen : seen.sort((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
  }

  /** How many of the cells, in their order, go to one side for the largest gain; 0 for no split. */
  private bestPlace(order: readonly number[], total: number): { place: number; gain: number } {
    const { counts, sums } = this;
    const { leafSize } = this.settings;
    let [place, gain, count, sum] = [0, 0, 0, 0];
    for (let k = 0; k + 1 < order.length; k++) {
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
  private sides(factor: number, order: readonly number[], place: number): Uint8Array {
    const { ordered, weights } = this.data.factors[factor];
    const side = new Uint8Array(weights.length);
    if (ordered) return side.fill(1, Math.floor((order[place - 1] + order[place]) / 2) + 1);
    const countOf = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + this.counts[cell], 0);
    const first = order.slice(0, place);
    const second = order.slice(place);
    side.fill(countOf(second) > countOf(first) ? 1 : 0);
    for (const cell of first) side[cell] = 0;
    for (const cell of second) side[cell] = 1;
    return side;
  }
}
