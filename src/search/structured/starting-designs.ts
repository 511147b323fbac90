import { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { encoded } from '../encoded-assignments.js';
import { fromUnit, isListed, type Parameter, valueCount } from '../parameter.js';
import { type Positions, positionsKey } from '../search-space.js';
import { joinPositions } from './cell-grid.js';
import type { StructuredSpace } from './design.js';

const MAX_UNIFORM = 10;
const SETTING_DESIGNS = 8;
const MAX_ANCHORS = 8;

/**
 * What a structured search tries before it knows anything: every cell at the same level, for each level (up to ten of
 * them, evenly spread) with all settings in their middle; then settings of all kinds at moderate levels: all low, all
 * high, and points of an additive recurrence (M. Roberts' R sequence); then the space's first anchors. All different,
 * and the same for every seed: peers may be given them.
 */
export function startingDesigns(structured: StructuredSpace): readonly Positions[] {
  let designs = computed.get(structured);
  if (!designs) {
    designs = makeDesigns(structured);
    computed.set(structured, designs);
  }
  return designs;
}

const computed = new WeakMap<StructuredSpace, readonly Positions[]>();

function makeDesigns(structured: StructuredSpace): Positions[] {
  const { space, grid } = structured;
  const parameters = grid.settings.map((p) => space.parameters[p]);
  const design = (unitLevel: number, units: readonly number[]) => {
    const levels = Uint8Array.from(grid.levelCounts, (count) => Math.round(unitLevel * (count - 1)));
    const settings = parameters.map((parameter, i) => settingAt(parameter, units[i]));
    return completePositions(space, joinPositions(grid, levels, settings), new RandomStream(0, 'search'));
  };
  const middle = parameters.map(() => 0.5);
  const count = Math.min(MAX_UNIFORM, grid.levels);
  const uniform = Array.from({ length: count }, (_, i) => design(count > 1 ? i / (count - 1) : 0, middle));
  const varied = settingUnits(parameters).map((units, i) => design(0.4 + 0.1 * (i % 4), units));
  const anchors = space.anchors.slice(0, MAX_ANCHORS).map((anchor) => encoded(space, anchor).positions);
  return distinct([...uniform, ...varied, ...anchors]);
}

/** Points of the unit cube, one for each varied design; none without settings. */
function settingUnits(parameters: readonly Parameter[]): number[][] {
  const dimensions = parameters.filter((parameter) => valueCount(parameter) > 1).length;
  if (dimensions === 0) return [];
  const ratio = harmoniousNumber(dimensions);
  const recurrence = (n: number) => parameters.map((_, i) => (0.5 + (n + 1) / ratio ** (i + 1)) % 1);
  return [
    parameters.map(() => 1),
    parameters.map(() => 0),
    ...Array.from({ length: SETTING_DESIGNS - 2 }, (_, n) => recurrence(n)),
  ];
}

/** The positive root of `x^(d + 1) = x + 1`: the golden ratio for one dimension. */
function harmoniousNumber(d: number): number {
  let x = 2;
  for (let i = 0; i < 60; i++) x = (1 + x) ** (1 / (d + 1));
  return x;
}

const settingAt = (parameter: Parameter, unit: number): number =>
  isListed(parameter) && parameter.kind === 'categorical' && unit === 0.5 ? 0 : fromUnit(parameter, unit);

function distinct(designs: readonly Positions[]): Positions[] {
  return [...new Map(designs.map((positions) => [positionsKey(positions), positions])).values()];
}
