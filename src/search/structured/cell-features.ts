import type { CellGrid, Levels } from './cell-grid.js';

/** Mean level of all cells, 0 for the safest, 1 for the most aggressive. */
export function meanLevel(grid: CellGrid, levels: Levels): number {
  let sum = 0;
  for (const level of levels) sum += unitLevel(grid, level);
  return sum / Math.max(1, levels.length);
}

/** Mean level of each block's cells, then of each segment's, 0 for the safest, 1 for the most aggressive. */
export function marginalLevels(grid: CellGrid, levels: Levels): number[] {
  const sums = new Float64Array(grid.blocks + grid.segments);
  const sizes = new Float64Array(sums.length);
  for (let s = 0; s < levels.length; s++) {
    for (const i of [grid.blockOf[s], grid.blocks + grid.segmentOf[s]]) {
      sums[i] += unitLevel(grid, levels[s]);
      sizes[i]++;
    }
  }
  return Array.from(sums, (sum, i) => sum / sizes[i]);
}

/** A level from 0, the safest, to 1. */
export const unitLevel = ({ levels }: CellGrid, level: number): number => level / Math.max(1, levels - 1);

/** Sum over the cells of a table by level, `cells x levels`. */
export function tableSum(table: Float64Array, levelCount: number, levels: Levels): number {
  let sum = 0;
  for (let s = 0; s < levels.length; s++) sum += table[s * levelCount + levels[s]];
  return sum;
}
