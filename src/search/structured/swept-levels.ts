import type { RandomStream } from '../../core/random-stream.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { unitLevel } from './cell-features.js';
import type { CellGrid, Levels } from './cell-grid.js';
import type { DamagePrediction } from './damage-prediction.js';
import { sweepLevels } from './level-sweep.js';
import type { SearchModel } from './search-model.js';

const LAMBDAS = 24;

/** The different level vectors of sweeps over the damage multiplier, for each cost alone and for all together. */
export function sweptLevels(
  model: SearchModel,
  { tables }: DamagePrediction,
  { transitionCost }: SearchKnowledge,
  stream: RandomStream,
): Levels[] {
  const { grid } = model.structured;
  const swept = costDirections(model).flatMap(({ cellCosts, unit }) => {
    const problem = {
      grid,
      cellCosts,
      tables,
      ...(transitionCost && {
        transitionCost: (from: number, to: number, cell: number) => transitionCost(from, to, cell) / unit,
      }),
    };
    return sweepLevels(problem, multipliers(grid, tables.cellDamage, stream));
  });
  return [...new Map(swept.map((levels) => [levels.join(','), levels])).values()];
}

/** Multipliers at which the sweep goes from the least cost to the least damage, evenly spread on a logarithm. */
function multipliers(grid: CellGrid, cellDamage: Float64Array, stream: RandomStream): number[] {
  const total = (level: (count: number) => number) =>
    grid.levelCounts.reduce((sum, count, s) => sum + cellDamage[s * grid.levels + level(count)], 0);
  const low = Math.log(0.05 / total((count) => count - 1));
  const high = Math.log(20 / total(() => 0));
  return Array.from({ length: LAMBDAS }, (_, i) =>
    Math.exp(low + ((high - low) * (i + stream.uniform())) / LAMBDAS),
  );
}

/** Costs by cell and level in shares of `unit`, the range of one objective. */
interface CostDirection {
  readonly cellCosts: Float64Array;
  readonly unit: number;
}

/**
 * The cells' costs in each exact objective that falls with rising levels, and in all of them together; where there is
 * none, as if each level further saved the same.
 */
function costDirections({ structured, exact }: SearchModel): CostDirection[] {
  const { grid } = structured;
  const directions = exact.cellCosts.flatMap((table): CostDirection[] => {
    if (!table) return [];
    const unit = grid.levelCounts.reduce(
      (sum, count, s) => sum + table[s * grid.levels] - table[s * grid.levels + count - 1],
      0,
    );
    return unit > 0 ? [{ cellCosts: table.map((value) => value / unit), unit }] : [];
  });
  if (directions.length === 0) return [{ cellCosts: equalSavings(grid), unit: 1 }];
  if (directions.length === 1) return directions;
  const together = directions[0].cellCosts.map((_, i) =>
    directions.reduce((sum, { cellCosts }) => sum + cellCosts[i] / directions.length, 0),
  );
  return [...directions, { cellCosts: together, unit: directions[0].unit * directions.length }];
}

const equalSavings = (grid: CellGrid): Float64Array =>
  Float64Array.from(
    { length: grid.cells.length * grid.levels },
    (_, i) => -unitLevel(grid, i % grid.levels) / grid.cells.length,
  );
