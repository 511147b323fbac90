import type { CellGrid, Levels } from './cell-grid.js';
import type { DamageTables } from './damage-tables.js';
import { type NeighbourLevels, neighbourLevels, neighbourWeight } from './neighbour-levels.js';

/** What a choice of levels costs: the sum over the cells of a cost by level, plus lambda times the damage. */
export interface SweepProblem {
  readonly grid: CellGrid;
  /** Cost of each cell at each level, `cells x levels`. */
  readonly cellCosts: Float64Array;
  readonly tables: DamageTables;
  /** Cost of entering a cell at a level from a level in the cell before; none when left out. */
  readonly transitionCost?: (fromLevel: number, toLevel: number, cell: number) => number;
}

const MAX_PASSES = 8;

/**
 * Levels of least cost + lambda x damage for each lambda (Everett's generalised Lagrange multipliers, Operations
 * Research 11(3), 1963: each answer is the cheapest with no more damage than its own). Exact where cells are
 * independent, a multiple-choice knapsack's convex hull; where they act on each other, a level vector that no change of
 * a single cell improves; where transitions cost, the shortest path through (cell, level) layers.
 *
 * @param lambdas in cost per damage, >= 0, each answer being the start of the next
 */
export function sweepLevels(problem: SweepProblem, lambdas: readonly number[]): Levels[] {
  let levels: Levels = new Uint8Array(problem.grid.cells.length);
  return lambdas.map((lambda) => {
    levels = descend(problem, lambda, levels);
    return levels;
  });
}

function descend(problem: SweepProblem, lambda: number, start: Levels): Levels {
  let levels = start;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = problem.transitionCost
      ? shortestPath(problem, lambda, levels)
      : visitCells(problem, lambda, levels);
    if (next.every((level, s) => level === levels[s])) break;
    levels = next;
  }
  return levels;
}

/** Gives each cell in turn its best level, with the others as they are. */
function visitCells(problem: SweepProblem, lambda: number, start: Levels): Levels {
  const { grid } = problem;
  const levels = Uint8Array.from(start);
  const around = neighbourLevels(grid, levels);
  const costs = new Float64Array(grid.levels);
  for (let s = 0; s < levels.length; s++) {
    levelCosts(problem, lambda, levels, around, s, costs);
    const best = cheapest(costs, grid.levelCounts[s]);
    shiftNeighbours(grid.blockNeighbours, around.alongBlocks, s, best - levels[s]);
    shiftNeighbours(grid.segmentNeighbours, around.alongSegments, s, best - levels[s]);
    levels[s] = best;
  }
  return levels;
}

function shiftNeighbours(
  neighbours: CellGrid['blockNeighbours'],
  around: Uint8Array,
  s: number,
  by: number,
): void {
  for (const other of neighbours[s]) around[other] += by * neighbourWeight(neighbours[other]);
}

/** Writes the part of the sum that a cell's level decides, for each of its levels, the others being as they are. */
function levelCosts(
  { grid, cellCosts, tables }: SweepProblem,
  lambda: number,
  levels: Levels,
  { alongBlocks, alongSegments }: NeighbourLevels,
  s: number,
  out: Float64Array,
): void {
  const { blockFactors, segmentFactors, cellDamage } = tables;
  const row = s * grid.levels;
  const factor = lambda * blockFactors[alongBlocks[s]] * segmentFactors[alongSegments[s]];
  const count = grid.levelCounts[s];
  for (let level = 0; level < count; level++)
    out[level] = cellCosts[row + level] + factor * cellDamage[row + level];
  for (const other of grid.blockNeighbours[s]) {
    const weight = neighbourWeight(grid.blockNeighbours[other]);
    const rest = alongBlocks[other] - weight * levels[s];
    const damage =
      lambda * cellDamage[other * grid.levels + levels[other]] * segmentFactors[alongSegments[other]];
    for (let level = 0; level < count; level++) out[level] += damage * blockFactors[rest + weight * level];
  }
  for (const other of grid.segmentNeighbours[s]) {
    const weight = neighbourWeight(grid.segmentNeighbours[other]);
    const rest = alongSegments[other] - weight * levels[s];
    const damage =
      lambda * cellDamage[other * grid.levels + levels[other]] * blockFactors[alongBlocks[other]];
    for (let level = 0; level < count; level++) out[level] += damage * segmentFactors[rest + weight * level];
  }
}

/** The best path by dynamic programming, with what cells do to each other's damage as it was at the start. */
function shortestPath(problem: SweepProblem, lambda: number, start: Levels): Levels {
  const { grid, transitionCost = () => 0 } = problem;
  const around = neighbourLevels(grid, start);
  const unary = start.reduce<Float64Array[]>((rows, _, s) => {
    const costs = new Float64Array(grid.levelCounts[s]);
    levelCosts(problem, lambda, start, around, s, costs);
    rows.push(costs);
    return rows;
  }, []);
  let reach: Float64Array = unary[0];
  const from: Uint8Array[] = [new Uint8Array(0)];
  for (let s = 1; s < unary.length; s++) {
    const before = new Uint8Array(unary[s].length);
    reach = unary[s].map((cost, level) => {
      const arrivals = reach.map((sum, last) => sum + transitionCost(last, level, s));
      before[level] = cheapest(arrivals, arrivals.length);
      return cost + arrivals[before[level]];
    });
    from.push(before);
  }
  const path = new Uint8Array(unary.length);
  path[unary.length - 1] = cheapest(reach, reach.length);
  for (let s = unary.length - 1; s > 0; s--) path[s - 1] = from[s][path[s]];
  return path;
}

/** The first of the least of the first `count` values. */
function cheapest(values: Float64Array, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[i] < values[best]) best = i;
  return best;
}
