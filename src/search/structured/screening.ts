import type { RandomStream } from '../../core/random-stream.js';
import type { Positions } from '../search-space.js';
import { type CellGrid, joinPositions } from './cell-grid.js';
import type { Design } from './design.js';

/** Least and greatest share of the cells that a contrast moves. */
const SHARES = [0.05, 0.5] as const;

/**
 * A design that tells cells apart, encoded: a random group of the cells of another design one or two levels further.
 * What each cell costs in quality shows in contrasts between such groups (group screening; random balance designs).
 */
export function contrastDesign(grid: CellGrid, { cells, settings }: Design, stream: RandomStream): Positions {
  const share = SHARES[0] + (SHARES[1] - SHARES[0]) * stream.uniform();
  const rise = 1 + stream.integer(2);
  const levels = cells.levels.map((level, s) =>
    stream.uniform() < share ? Math.min(level + rise, grid.levelCounts[s] - 1) : level,
  );
  return joinPositions(grid, levels, settings.positions);
}
