import { isListed, type Parameter, toUnit } from '../parameter.js';
import type { Positions, SearchSpace } from '../search-space.js';
import type { CellGrid } from './cell-grid.js';

/** Functions of the settings whose weighted sum is the logarithm of what the settings multiply the damage by. */
export interface SettingsBasis {
  /** Prior standard deviation of each function's weight. */
  readonly scales: readonly number[];
  /** Values of the functions, as many as scales. */
  values(settings: Positions): Float64Array;
  /** The settings in the unit cube: an ordered one by its position, another one by an axis for each value. */
  coordinates(settings: Positions): number[];
}

const KNOTS = 4;
const TREND_SD = 2;
const LOCAL_SD = 0.5;
const VALUE_SD = 1;
const INTERACTION_SD = 0.5;

/** One setting's part of the basis. */
interface Axis {
  /** Prior scales of the functions. */
  readonly scales: readonly number[];
  values(position: number): number[];
  /** The functions whose products with those of other settings are interactions. */
  interacting(position: number): number[];
  coordinates(position: number): number[];
}

/**
 * A linear trend and local hats for each ordered setting, an indicator for each value of any other, and the products of
 * hats and indicators of every two settings.
 */
export function settingsBasis({ parameters }: SearchSpace, grid: CellGrid): SettingsBasis {
  const axes = grid.settings.map((p) => settingAxis(parameters[p]));
  const pairs = axes.flatMap((_, j) => axes.slice(0, j).map((_, i) => [i, j] as const));
  const products = (settings: Positions) =>
    pairs.flatMap(([i, j]) =>
      axes[i].interacting(settings[i]).flatMap((a) => axes[j].interacting(settings[j]).map((b) => a * b)),
    );
  const zero = axes.map(() => 0);
  return {
    scales: [...axes.flatMap(({ scales }) => scales), ...products(zero).map(() => INTERACTION_SD)],
    values: (settings) =>
      Float64Array.from([...axes.flatMap((axis, i) => axis.values(settings[i])), ...products(settings)]),
    coordinates: (settings) => axes.flatMap((axis, i) => axis.coordinates(settings[i])),
  };
}

function settingAxis(parameter: Parameter): Axis {
  return parameter.kind === 'categorical' ? categoricalAxis(parameter) : orderedAxis(parameter);
}

/** A setting that does not count stands in the middle. */
function orderedAxis(parameter: Parameter): Axis {
  const unit = (position: number) => (Number.isNaN(position) ? 0.5 : toUnit(parameter, position));
  const hats = (position: number) =>
    Array.from({ length: KNOTS }, (_, k) => Math.max(0, 1 - Math.abs(unit(position) * (KNOTS - 1) - k)));
  const trend = (position: number) => 2 * unit(position) - 1;
  return {
    scales: [TREND_SD, ...Array<number>(KNOTS).fill(LOCAL_SD)],
    values: (position) => [trend(position), ...hats(position)],
    interacting: hats,
    coordinates: (position) => [unit(position)],
  };
}

/** All indicators of a setting that does not count are 0. */
function categoricalAxis(parameter: Parameter): Axis {
  const size = isListed(parameter) ? parameter.values.length : 0;
  const indicators = (position: number) => Array.from({ length: size }, (_, k) => (k === position ? 1 : 0));
  return {
    scales: Array<number>(size).fill(VALUE_SD),
    values: indicators,
    interacting: indicators,
    coordinates: indicators,
  };
}
