import { regularisedCholesky, solveLower } from '../numerics/cholesky.js';
import { isListed, type Parameter, toUnit, valueCount } from '../parameter.js';
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

/** Points of an ordered setting, from 0 to 1, that its smooth part goes through, and how far one tells of another. */
const KNOTS = 5;
const LENGTH = 0.3;
const TREND_SD = 2;
const SMOOTH_SD = 0.7;
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
 * A linear trend and a smooth function for each ordered setting, an indicator for each value of any other, and the
 * products of smooth functions and indicators of every two settings.
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
  const features = smoothFeatures(Math.min(KNOTS, valueCount(parameter)));
  const trend = (position: number) => 2 * unit(position) - 1;
  return {
    scales: [TREND_SD, ...Array<number>(features.count).fill(SMOOTH_SD)],
    values: (position) => [trend(position), ...features.at(unit(position))],
    interacting: (position) => features.at(unit(position)),
    coordinates: (position) => [unit(position)],
  };
}

/**
 * Functions whose sum with independent standard normal weights is a Gaussian process with a squared exponential kernel,
 * exactly so at the knots: `L⁻¹ k(x)` with `L` the Cholesky factor of the knots' covariance (the projected process of
 * Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, section 8.3.4).
 */
function smoothFeatures(count: number): { readonly count: number; at(unit: number): number[] } {
  const knots = Array.from({ length: count }, (_, i) => i / Math.max(1, count - 1));
  const kernel = (a: number, b: number) => Math.exp(-0.5 * ((a - b) / LENGTH) ** 2);
  const covariance = Float64Array.from(knots.flatMap((a) => knots.map((b) => kernel(a, b))));
  const lower = regularisedCholesky(covariance, count);
  return {
    count,
    at: (unit) => [
      ...solveLower(
        lower,
        Float64Array.from(knots, (knot) => kernel(unit, knot)),
      ),
    ],
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
