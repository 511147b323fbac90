import type { Cell } from '../search-knowledge.js';
import type { Positions, SearchSpace } from '../search-space.js';
import {
  type CellGrid,
  cellGrid,
  cellLevels,
  joinPositions,
  type Levels,
  settingPositions,
} from './cell-grid.js';
import { type NeighbourLevels, neighbourLevels } from './neighbour-levels.js';
import { type SettingsBasis, settingsBasis } from './settings-basis.js';

/** A search space seen as cells and settings. */
export interface StructuredSpace {
  readonly space: SearchSpace;
  readonly grid: CellGrid;
  readonly basis: SettingsBasis;
}

/** What an assignment chooses for the cells. */
export interface CellPart {
  readonly levels: Levels;
  readonly neighbours: NeighbourLevels;
}

/** What an assignment chooses beside the cells. */
export interface SettingPart {
  /** In the order of the grid's settings. */
  readonly positions: Positions;
  /** Values of the settings' basis. */
  readonly values: Float64Array;
  /** In the unit cube. */
  readonly coordinates: readonly number[];
}

/** An assignment seen as levels and settings. */
export interface Design {
  readonly cells: CellPart;
  readonly settings: SettingPart;
}

const NO_CELLS: readonly Cell[] = [];
const prepared = new WeakMap<SearchSpace, WeakMap<readonly Cell[], StructuredSpace>>();

/** Computed once for each space and list of cells. */
export function structuredSpace(space: SearchSpace, cells: readonly Cell[] = NO_CELLS): StructuredSpace {
  const ofSpace = prepared.get(space) ?? new WeakMap<readonly Cell[], StructuredSpace>();
  prepared.set(space, ofSpace);
  let structured = ofSpace.get(cells);
  if (!structured) {
    const grid = cellGrid(space, cells);
    structured = { space, grid, basis: settingsBasis(space, grid) };
    ofSpace.set(cells, structured);
  }
  return structured;
}

/** The design of an encoded assignment. */
export const createDesign = (structured: StructuredSpace, positions: Positions): Design => ({
  cells: cellPart(structured, cellLevels(structured.grid, positions)),
  settings: settingPart(structured, settingPositions(structured.grid, positions)),
});

export const cellPart = ({ grid }: StructuredSpace, levels: Levels): CellPart => ({
  levels,
  neighbours: neighbourLevels(grid, levels),
});

export const settingPart = ({ basis }: StructuredSpace, positions: Positions): SettingPart => ({
  positions,
  values: basis.values(positions),
  coordinates: basis.coordinates(positions),
});

/** The encoded assignment of a design: the inverse of {@link createDesign}. */
export const designPositions = ({ grid }: StructuredSpace, { cells, settings }: Design): Positions =>
  joinPositions(grid, cells.levels, settings.positions);
