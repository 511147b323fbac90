import type { CellGrid, Levels } from './cell-grid.js';
import type { DamageLayout } from './damage-layout.js';
import type { NeighbourLevels } from './neighbour-levels.js';

/** The damage of every cell at every level, at one choice of parameters. Plain data. */
export interface DamageTables {
  /** Each cell's damage by level while its neighbours are at their safest, `cells x levels`, > 0. */
  readonly cellDamage: Float64Array;
  /** Factor on a cell's damage by twice the mean level of its neighbours, `2 levels - 1`, > 0. */
  readonly blockFactors: Float64Array;
  readonly segmentFactors: Float64Array;
  /** The level curve's rises in each block, `blocks x (levels - 1)`, > 0, natural logarithms. */
  readonly rises: Float64Array;
}

/** Level at which cells are compared: the curve of each block is zero there. */
export const middleLevel = (grid: CellGrid): number => (grid.levels - 1) >> 1;

/**
 * Tables of the additive model: `cellDamage[s, l] = exp(weight[s] + curve[block(s), l])`, where the curve is a sum of
 * positive rises, so that damage never falls from a level to the next.
 *
 * @param physical parameters in the order of the layout
 */
export function damageTables(grid: CellGrid, layout: DamageLayout, physical: Float64Array): DamageTables {
  const { levels, blocks } = grid;
  const rises = new Float64Array(blocks * (levels - 1));
  const curves = new Float64Array(blocks * levels);
  for (let b = 0; b < blocks; b++) {
    for (let j = 0; j < levels - 1; j++) {
      const i = b * (levels - 1) + j;
      rises[i] = Math.exp(
        physical[layout.rises + j] + physical[layout.slopes + b] + physical[layout.curves + i],
      );
      curves[b * levels + j + 1] = curves[b * levels + j] + rises[i];
    }
  }
  const middle = middleLevel(grid);
  const relative = curves.map((curve, i) => Math.exp(curve - curves[i - (i % levels) + middle]));
  const cellDamage = new Float64Array(grid.cells.length * levels);
  grid.blockOf.forEach((b, s) => {
    const weight = Math.exp(
      physical[layout.mean] +
        physical[layout.blocks + b] +
        physical[layout.segments + grid.segmentOf[s]] +
        physical[layout.cells + s],
    );
    for (let l = 0; l < levels; l++) cellDamage[s * levels + l] = weight * relative[b * levels + l];
  });
  const factors = (coupling: number) =>
    Float64Array.from({ length: 2 * levels - 1 }, (_, i) => Math.exp(coupling * neighbourShare(i, levels)));
  return {
    cellDamage,
    blockFactors: factors(physical[layout.couplings]),
    segmentFactors: factors(physical[layout.couplings + 1]),
    rises,
  };
}

/** How aggressive neighbours with twice the mean level `i` are, from 0 to 1. */
export const neighbourShare = (i: number, levels: number): number => i / Math.max(1, 2 * (levels - 1));

/** Damage of each cell at the given levels: writes it into `out` and returns the sum. */
export function cellDamages(
  tables: DamageTables,
  levelCount: number,
  levels: Levels,
  { alongBlocks, alongSegments }: NeighbourLevels,
  out: Float64Array,
): number {
  // Locals: this is the innermost loop of every fit.
  const { cellDamage, blockFactors, segmentFactors } = tables;
  let sum = 0;
  for (let s = 0; s < levels.length; s++) {
    const damage =
      cellDamage[s * levelCount + levels[s]] *
      blockFactors[alongBlocks[s]] *
      segmentFactors[alongSegments[s]];
    out[s] = damage;
    sum += damage;
  }
  return sum;
}

/** Total damage of cells at the given levels, before the settings' factor. */
export function totalDamage(
  tables: DamageTables,
  levelCount: number,
  levels: Levels,
  { alongBlocks, alongSegments }: NeighbourLevels,
): number {
  const { cellDamage, blockFactors, segmentFactors } = tables;
  let sum = 0;
  for (let s = 0; s < levels.length; s++) {
    sum +=
      cellDamage[s * levelCount + levels[s]] *
      blockFactors[alongBlocks[s]] *
      segmentFactors[alongSegments[s]];
  }
  return sum;
}
