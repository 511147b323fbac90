import { inputError } from '../../core/errors.js';
import { type Parameter, valueCount } from '../parameter.js';
import type { Cell } from '../search-knowledge.js';
import type { Positions, SearchSpace } from '../search-space.js';

/** Levels of the cells, 0 = safest, in the cells' order. */
export type Levels = Uint8Array;

/** The cells of a space and their neighbourhood. Plain data. */
export interface CellGrid {
  /** Position of each cell's parameter in the space. */
  readonly cells: readonly number[];
  /** Positions of the other parameters. */
  readonly settings: readonly number[];
  /** Block group of each cell, from 0 in the order of their first cells. */
  readonly blockOf: readonly number[];
  readonly segmentOf: readonly number[];
  readonly blocks: number;
  readonly segments: number;
  /** Number of levels of each cell, and the largest of them. */
  readonly levelCounts: readonly number[];
  readonly levels: number;
  /** The cells before and behind each cell along the blocks (same segment), and along the segments (same block). */
  readonly blockNeighbours: readonly (readonly number[])[];
  readonly segmentNeighbours: readonly (readonly number[])[];
}

/**
 * The cells and settings of a space; there may be no cells.
 *
 * @throws InputError for a cell that is no ordinal parameter of the space, or depends on another one
 */
export function cellGrid({ parameters }: SearchSpace, known: readonly Cell[]): CellGrid {
  const cells = known.map(({ parameter }) => cellParameter(parameters, parameter));
  const blockNames = [...new Set(known.map(({ block }) => block))];
  const segmentNames = [...new Set(known.map(({ segment }) => segment))];
  const blockOf = known.map(({ block }) => blockNames.indexOf(block));
  const segmentOf = known.map(({ segment }) => segmentNames.indexOf(segment));
  const at = new Map(cells.map((_, s) => [`${segmentOf[s]},${blockOf[s]}`, s]));
  const neighbours = (segmentStep: number, blockStep: number) =>
    cells.map((_, s) =>
      [-1, 1].flatMap((d) => at.get(`${segmentOf[s] + d * segmentStep},${blockOf[s] + d * blockStep}`) ?? []),
    );
  const levelCounts = cells.map((p) => valueCount(parameters[p]));
  return {
    cells,
    settings: parameters.flatMap((_, p) => (cells.includes(p) ? [] : [p])),
    blockOf,
    segmentOf,
    blocks: blockNames.length,
    segments: segmentNames.length,
    levelCounts,
    levels: Math.max(1, ...levelCounts),
    blockNeighbours: neighbours(0, 1),
    segmentNeighbours: neighbours(1, 0),
  };
}

function cellParameter(parameters: readonly Parameter[], name: string): number {
  const p = parameters.findIndex((parameter) => parameter.name === name);
  if (p >= 0 && parameters[p].kind === 'ordinal' && !parameters[p].activeWhen) return p;
  throw inputError(`cells: ${name}: expected an ordinal parameter of the search space that always counts`);
}

/** The cells' levels in an encoded assignment. */
export function cellLevels({ cells }: CellGrid, positions: Positions): Levels {
  const levels = new Uint8Array(cells.length);
  for (let s = 0; s < levels.length; s++) levels[s] = positions[cells[s]];
  return levels;
}

/** The settings' positions in an encoded assignment, in the order of the grid's settings. */
export function settingPositions({ settings }: CellGrid, positions: Positions): number[] {
  return settings.map((p) => positions[p]);
}

/** The encoded assignment with the given levels and settings: the inverse of the two above. */
export function joinPositions(grid: CellGrid, levels: Levels, settings: Positions): Positions {
  const positions = new Array<number>(grid.cells.length + grid.settings.length);
  grid.cells.forEach((p, s) => {
    positions[p] = levels[s];
  });
  grid.settings.forEach((p, i) => {
    positions[p] = settings[i];
  });
  return positions;
}
