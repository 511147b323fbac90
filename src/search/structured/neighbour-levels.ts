import type { CellGrid, Levels } from './cell-grid.js';

/** How aggressive the neighbours of each cell are: twice their mean level, 0 to `2 (levels - 1)`, 0 without any. */
export interface NeighbourLevels {
  readonly alongBlocks: Uint8Array;
  readonly alongSegments: Uint8Array;
}

export function neighbourLevels(grid: CellGrid, levels: Levels): NeighbourLevels {
  return {
    alongBlocks: doubledMeans(grid.blockNeighbours, levels),
    alongSegments: doubledMeans(grid.segmentNeighbours, levels),
  };
}

/** How much a cell's {@link NeighbourLevels} rise with the level of one of its neighbours: 2 if it is the only one. */
export const neighbourWeight = (neighbours: readonly number[]): number => (neighbours.length === 1 ? 2 : 1);

function doubledMeans(neighbours: CellGrid['blockNeighbours'], levels: Levels): Uint8Array {
  const means = new Uint8Array(levels.length);
  for (let s = 0; s < means.length; s++) {
    const cells = neighbours[s];
    let sum = 0;
    for (let i = 0; i < cells.length; i++) sum += levels[cells[i]];
    means[s] = sum * neighbourWeight(cells);
  }
  return means;
}
