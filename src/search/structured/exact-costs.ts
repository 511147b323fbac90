import { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { fromUnit } from '../parameter.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { decodeAssignment, type Positions } from '../search-space.js';
import { joinPositions } from './cell-grid.js';
import { type Design, designPositions, type SettingPart, type StructuredSpace } from './design.js';

/** An objective vector with null where only an evaluation tells. */
export type ExactValues = readonly (number | null)[];

/** The objectives that are known exactly. */
export interface ExactCosts {
  /** Computed once for each design: those under way are asked for with every suggestion. All null when nothing is known. */
  values(design: Design): ExactValues;
  /**
   * An estimate at a fraction of the price, to rank candidates by, from the sums of the cells' costs by objective: as if
   * each cell's share of a cost, and what settings multiply it by, were everywhere what they are around the middle of
   * the space.
   */
  fromCells(sums: readonly number[], settings: SettingPart): ExactValues;
  /** By objective: what each cell's level adds to it around the middle of the space, `cells x levels`; or null. */
  readonly cellCosts: readonly (Float64Array | null)[];
}

type ExactFunction = NonNullable<SearchKnowledge['exact']>;

const known = new WeakMap<ExactFunction, WeakMap<StructuredSpace, ExactCosts>>();

/**
 * The exact objectives of a request, prepared once for each function and space.
 *
 * @param objectives how many there are
 */
export function exactCosts(
  structured: StructuredSpace,
  exact: ExactFunction | undefined,
  objectives: number,
): ExactCosts {
  if (!exact) {
    const none = Array<null>(objectives).fill(null);
    return { values: () => none, fromCells: () => none, cellCosts: none };
  }
  let ofFunction = known.get(exact);
  if (!ofFunction) {
    ofFunction = new WeakMap();
    known.set(exact, ofFunction);
  }
  let costs = ofFunction.get(structured);
  if (!costs) {
    costs = prepareCosts(structured, exact);
    ofFunction.set(structured, costs);
  }
  return costs;
}

function prepareCosts(structured: StructuredSpace, exact: ExactFunction): ExactCosts {
  const { space, grid } = structured;
  const values = (positions: Positions) => exact(decodeAssignment(space, positions));
  const middle = middleDesign(structured);
  const middleValues = values(middle);
  const cellCosts = cellCostsAround(structured, middle, values);
  const ofSettings = new WeakMap<SettingPart, ExactValues>();
  const settingValues = (settings: SettingPart) => {
    let found = ofSettings.get(settings);
    if (!found) {
      const levels = Uint8Array.from(grid.cells, (p) => middle[p]);
      found = values(joinPositions(grid, levels, settings.positions));
      ofSettings.set(settings, found);
    }
    return found;
  };
  const ofDesigns = new WeakMap<Design, ExactValues>();
  const designValues = (design: Design) => {
    let found = ofDesigns.get(design);
    if (!found) {
      found = values(designPositions(structured, design));
      ofDesigns.set(design, found);
    }
    return found;
  };
  const fromCells = (sums: readonly number[], settings: SettingPart) =>
    settingValues(settings).map((value, k) => {
      const base = middleValues[k];
      if (value === null || base === null) return null;
      return base > 0 ? (value * (base + sums[k])) / base : value + sums[k];
    });
  return { values: designValues, fromCells, cellCosts };
}

/**
 * What each cell's level adds to the exact objectives around a design, by objective, `cells x levels`; 0 at the design's
 * own levels, null for an objective that is not known.
 */
function cellCostsAround(
  { grid }: StructuredSpace,
  positions: Positions,
  values: (positions: Positions) => ExactValues,
): (Float64Array | null)[] {
  const base = values(positions);
  const costs = base.map((value) =>
    value === null ? null : new Float64Array(grid.cells.length * grid.levels),
  );
  grid.cells.forEach((p, s) => {
    for (let level = 0; level < grid.levelCounts[s]; level++) {
      if (level === positions[p]) continue;
      values(positions.with(p, level)).forEach((value, k) => {
        if (value !== null && costs[k]) costs[k][s * grid.levels + level] = value - (base[k] ?? 0);
      });
    }
  });
  return costs;
}

/** Every cell and setting in its middle. */
function middleDesign({ space, grid }: StructuredSpace): Positions {
  const levels = Uint8Array.from(grid.levelCounts, (count) => (count - 1) >> 1);
  const settings = grid.settings.map((p) => fromUnit(space.parameters[p], 0.5));
  return completePositions(space, joinPositions(grid, levels, settings), new RandomStream(0, 'search'));
}
