import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellGrid, Levels } from '../../../src/search/structured/cell-grid.js';
import { totalDamage } from '../../../src/search/structured/damage-tables.js';
import { type SweepProblem, sweepLevels } from '../../../src/search/structured/level-sweep.js';
import { neighbourLevels } from '../../../src/search/structured/neighbour-levels.js';
import { allLevels, cellSpace } from './cell-space.js';

const LEVELS = 3;
const { grid } = cellSpace(3, 2, LEVELS).structured;
const CELLS = grid.cells.length;

const tableOf = (low: number, high: number) =>
  fc
    .array(fc.double({ min: low, max: high, noNaN: true }), {
      minLength: CELLS * LEVELS,
      maxLength: CELLS * LEVELS,
    })
    .map((values) => Float64Array.from(values));

/** Factors that grow with the neighbours' levels; all 1 for a coupling of 0. */
const factors = (coupling: number) =>
  Float64Array.from({ length: 2 * LEVELS - 1 }, (_, i) => Math.exp((coupling * i) / (2 * LEVELS - 2)));

const problemOf = (cellCosts: Float64Array, cellDamage: Float64Array, coupling = 0): SweepProblem => ({
  grid,
  cellCosts,
  tables: {
    cellDamage,
    blockFactors: factors(coupling),
    segmentFactors: factors(coupling / 2),
    rises: new Float64Array(0),
  },
});

const damageOf = ({ tables }: SweepProblem, levels: Levels) =>
  totalDamage(tables, LEVELS, levels, neighbourLevels(grid, levels));

const costOf = ({ cellCosts, transitionCost }: SweepProblem, levels: Levels) =>
  levels.reduce(
    (sum, level, s) =>
      sum +
      cellCosts[s * LEVELS + level] +
      (transitionCost && s > 0 ? transitionCost(levels[s - 1], level, s) : 0),
    0,
  );

const everything = allLevels(CELLS, LEVELS);
const lagrangian = (problem: SweepProblem, lambda: number, levels: Levels) =>
  costOf(problem, levels) + lambda * damageOf(problem, levels);
const leastOf = (problem: SweepProblem, lambda: number) =>
  Math.min(...everything.map((levels) => lagrangian(problem, lambda, levels)));

const LAMBDAS = [0.1, 0.5, 1, 3, 10];

describe('sweepLevels', () => {
  it('finds the least of cost + lambda damage of independent cells, as enumeration does', () => {
    fc.assert(
      fc.property(tableOf(0, 1), tableOf(0.01, 1), (costs, damages) => {
        const problem = problemOf(costs, damages);
        sweepLevels(problem, LAMBDAS).forEach((levels, i) => {
          expect(lagrangian(problem, LAMBDAS[i], levels)).toBeCloseTo(leastOf(problem, LAMBDAS[i]), 12);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('gives the cheapest levels of no more damage than its own: the hull of the knapsack', () => {
    fc.assert(
      fc.property(tableOf(0, 1), tableOf(0.01, 1), (costs, damages) => {
        const problem = problemOf(costs, damages);
        for (const levels of sweepLevels(problem, LAMBDAS)) {
          const bound = damageOf(problem, levels) * (1 + 1e-12);
          const allowed = everything.filter((other) => damageOf(problem, other) <= bound);
          const cheapest = Math.min(...allowed.map((other) => costOf(problem, other)));
          expect(costOf(problem, levels)).toBeCloseTo(cheapest, 12);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('takes the shortest path where transitions cost, as enumeration does', () => {
    fc.assert(
      fc.property(tableOf(0, 1), tableOf(0.01, 1), fc.double({ min: 0, max: 1, noNaN: true }), (c, d, t) => {
        const problem = {
          ...problemOf(c, d),
          transitionCost: (from: number, to: number, cell: number) =>
            t * Math.abs(from - to) * (1 + cell / 6),
        };
        sweepLevels(problem, LAMBDAS).forEach((levels, i) => {
          expect(lagrangian(problem, LAMBDAS[i], levels)).toBeCloseTo(leastOf(problem, LAMBDAS[i]), 12);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('cannot be improved in a single cell where cells act on each other', () => {
    fc.assert(
      fc.property(tableOf(0, 1), tableOf(0.01, 1), (costs, damages) => {
        const problem = problemOf(costs, damages, 1.5);
        sweepLevels(problem, LAMBDAS).forEach((levels, i) => {
          const found = lagrangian(problem, LAMBDAS[i], levels);
          for (let s = 0; s < CELLS; s++) {
            for (let level = 0; level < LEVELS; level++) {
              const other = Uint8Array.from(levels);
              other[s] = level;
              expect(lagrangian(problem, LAMBDAS[i], other)).toBeGreaterThan(found - 1e-12);
            }
          }
        });
      }),
      { numRuns: 20 },
    );
  });

  it('takes the safest levels for a very large multiplier, and the cheapest for none', () => {
    const rising = Float64Array.from({ length: CELLS * LEVELS }, (_, i) => 1 + (i % LEVELS));
    const problem = problemOf(
      rising.map((value) => -value),
      rising,
    );
    const [safest, cheapest] = sweepLevels(problem, [1e6, 0]);
    expect([...safest]).toEqual(Array(CELLS).fill(0));
    expect([...cheapest]).toEqual(Array(CELLS).fill(LEVELS - 1));
  });
});

describe('neighbours of a grid', () => {
  it('are the cells beside, along blocks and along segments', () => {
    const { blockNeighbours, segmentNeighbours }: CellGrid = grid;
    expect(blockNeighbours).toEqual([[1], [0, 2], [1], [4], [3, 5], [4]]);
    expect(segmentNeighbours).toEqual([[3], [4], [5], [0], [1], [2]]);
  });
});
