import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { explainedVariances, functionalAnova } from '../../../src/core/statistics/functional-anova.js';
import { growForest, predict } from '../../../src/core/statistics/regression-forest.js';
import type { Factor, Observations, RegressionTree } from '../../../src/core/statistics/regression-tree.js';

const CELLS = 32;
const uniform = (cells: number, ordered = true): Factor => ({
  ordered,
  weights: Array(cells).fill(1 / cells),
});

/** Observations of a function of the cells' indices at independent random cells. */
function observe(
  factors: readonly Factor[],
  count: number,
  respond: (cells: readonly number[], stream: RandomStream) => number,
): Observations {
  const stream = new RandomStream(11, 'search');
  const rows = Array.from({ length: count }, () => factors.map((f) => stream.integer(f.weights.length)));
  return {
    factors,
    cells: factors.map((_, f) => rows.map((row) => row[f])),
    responses: rows.map((row) => respond(row, stream)),
  };
}

describe('functionalAnova', () => {
  it('finds the shares of an additive function, and no pair', () => {
    // Variances of the levels 0..7 times 3, 2 and 1: 9 to 4 to 1.
    const data = observe(
      [uniform(8), uniform(8), uniform(8), uniform(8)],
      1500,
      ([a, b, c]) => 3 * a + 2 * b + c,
    );
    const { main, pairs } = functionalAnova(data, { seed: 1 });
    for (const [f, share] of [9 / 14, 4 / 14, 1 / 14, 0].entries()) {
      expect(Math.abs(main[f] - share)).toBeLessThan(0.025);
    }
    expect(pairs[0].share).toBeLessThan(0.01);
  });

  it('finds the Sobol indices of the Ishigami function', () => {
    const angle = (cell: number) => -Math.PI + (2 * Math.PI * (cell + 0.5)) / CELLS;
    const data = observe([uniform(CELLS), uniform(CELLS), uniform(CELLS)], 3000, (cells) => {
      const [x, y, z] = cells.map(angle);
      return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
    });
    const { main, pairs } = functionalAnova(data, { seed: 1 });
    // Closed form for a = 7, b = 0.1 (Ishigami and Homma, 1990): S1, S2, S3, and S13 of the only interaction.
    for (const [f, share] of [0.3139, 0.4424, 0].entries()) {
      expect(Math.abs(main[f] - share)).toBeLessThan(0.055);
    }
    expect(pairs[0].factors).toEqual([0, 2]);
    expect(Math.abs(pairs[0].share - 0.2437)).toBeLessThan(0.03);
  });

  it('sees a pure interaction of factors without an order', () => {
    const data = observe([uniform(2, false), uniform(2, false), uniform(3, false)], 400, ([a, b]) => a ^ b);
    const { main, pairs } = functionalAnova(data, { seed: 1, leafSize: 1 });
    expect(pairs[0].factors).toEqual([0, 1]);
    expect(pairs[0].share).toBeGreaterThan(0.9);
    expect(Math.max(...main)).toBeLessThan(0.05);
  });

  it('weighs cells by their probabilities', () => {
    // A cell of probability 0.1 that is 1: variance 0.09; one of 0.5: variance 0.25.
    const factors = [{ ordered: true, weights: [0.9, 0.1] }, uniform(2)];
    const data = observe(factors, 300, ([a, b]) => a + b);
    const { main } = functionalAnova(data, { seed: 1 });
    expect(Math.abs(main[0] - 0.09 / 0.34)).toBeLessThan(0.02);
    expect(Math.abs(main[1] - 0.25 / 0.34)).toBeLessThan(0.02);
  });

  it('finds what matters among 140 factors under noise, the same each time', () => {
    const factors = Array.from({ length: 140 }, () => uniform(8));
    const data = observe(
      factors,
      600,
      (cells, stream) => 4 * cells[17] + 2 * cells[99] + 2 * stream.normal(),
    );
    const { main } = functionalAnova(data, { seed: 1 });
    const order = main.map((_, f) => f).sort((a, b) => main[b] - main[a]);
    expect(order.slice(0, 2)).toEqual([17, 99]);
    expect(main[order[2]]).toBeLessThan(0.02);
    expect(functionalAnova(data, { seed: 1 }).main).toEqual(main);
  });

  it('gives zeros where nothing changes and where nothing is observed', () => {
    const constant = observe([uniform(4), uniform(3, false)], 30, () => 5);
    expect(functionalAnova(constant, { seed: 1 })).toEqual({ main: [0, 0], pairs: [] });
    const empty = observe([uniform(4)], 0, () => 5);
    expect(functionalAnova(empty, { seed: 1 })).toEqual({ main: [0], pairs: [] });
  });
});

describe('explainedVariances', () => {
  const cellCounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });

  it('agrees with summing over all cells', () => {
    fc.assert(
      fc.property(cellCounts, fc.nat(1000), (shapes, seed) => {
        const stream = new RandomStream(seed, 'search');
        const factors = shapes.map(([cells, ordered]) => {
          const parts = Array.from({ length: cells }, () => stream.uniform());
          const total = parts.reduce((a, b) => a + b);
          return { ordered, weights: parts.map((part) => part / total) };
        });
        const data = observe(factors, 25, () => stream.normal());
        const forest = growForest(data, { trees: 2, sampleSize: 25, leafSize: 1, factorShare: 1, seed });
        const brute = bruteForce(forest, factors);
        const { main, pairs } = explainedVariances(forest, factors);
        for (const [f, part] of main.entries()) expect(part).toBeCloseTo(brute.main(f), 9);
        for (const { factors: pair, share } of pairs) expect(share).toBeCloseTo(brute.pair(...pair), 9);
      }),
      { numRuns: 60 },
    );
  });
});

/** Explained variances by evaluating the forest in every combination of cells. */
function bruteForce(forest: readonly RegressionTree[], factors: readonly Factor[]) {
  let points: { cells: number[]; weight: number }[] = [{ cells: [], weight: 1 }];
  for (const { weights } of factors) {
    points = points.flatMap((p) => weights.map((w, c) => ({ cells: [...p.cells, c], weight: p.weight * w })));
  }
  const value = (cells: readonly number[]) =>
    forest.reduce((sum, tree) => sum + predict(tree, cells) / forest.length, 0);
  const mean = points.reduce((sum, p) => sum + p.weight * value(p.cells), 0);
  /** Variance of the conditional mean given the cells of some factors. */
  const explained = (given: readonly number[]) => {
    const groups = new Map<string, { weight: number; sum: number }>();
    for (const { cells, weight } of points) {
      const key = given.map((f) => cells[f]).join();
      const group = groups.get(key) ?? { weight: 0, sum: 0 };
      groups.set(key, { weight: group.weight + weight, sum: group.sum + weight * value(cells) });
    }
    return [...groups.values()].reduce((sum, g) => sum + g.weight * (g.sum / g.weight - mean) ** 2, 0);
  };
  const main = (f: number) => explained([f]);
  return { main, pair: (i: number, j: number) => explained([i, j]) - main(i) - main(j) };
}
