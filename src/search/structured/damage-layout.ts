import type { CellGrid } from './cell-grid.js';

/** Where each kind of parameter of the damage model begins in its vector, and their priors. Plain data. */
export interface DamageLayout {
  /** Parameters that a fit moves; those behind them stay at their centres. */
  readonly size: number;
  readonly mean: number;
  readonly blocks: number;
  readonly segments: number;
  readonly cells: number;
  /** Natural logarithms of the shared level curve's rises, `levels - 1`. */
  readonly rises: number;
  readonly settings: number;
  readonly floor: number;
  readonly ceiling: number;
  /** Each block's factor on all rises, in logarithms. */
  readonly slopes: number;
  /** Each block's factor on each rise, in logarithms, `blocks x (levels - 1)`. */
  readonly curves: number;
  /** Couplings along the blocks and along the segments. */
  readonly couplings: number;
  /** Normal priors: physical value = centre + scale x whitened value. */
  readonly centres: Float64Array;
  readonly scales: Float64Array;
}

/** What the priors are centred on, all natural logarithms. */
export interface DamageScale {
  /** Damage of a cell at the middle level. */
  readonly cell: number;
  /** Quality loss that remains without damage, and loss at which damage saturates. */
  readonly floor: number;
  readonly ceiling: number;
}

/** Deviation from the prior centre of each cell's log damage. */
export interface CellPriors {
  readonly centres: readonly number[];
  readonly scales: readonly number[];
}

/**
 * Prior standard deviations in natural logarithms. Cells: heavy-tailed (log-normal) weights, a part of which blocks and
 * segments share. Rises: a factor of e per level, within a factor of e.
 */
const PRIOR_SD = {
  mean: 3,
  block: 0.4,
  segment: 0.4,
  cell: 1.6,
  rise: 1,
  floor: 2,
  ceiling: 1,
} as const;

/** Prior standard deviations of what sets blocks and neighbours apart from an additive model with one curve, > 0. */
export interface Flexibility {
  readonly slope: number;
  readonly curve: number;
  readonly coupling: number;
}

export const DEFAULT_CELL_SD = PRIOR_SD.cell;

export function damageLayout(
  grid: CellGrid,
  settingScales: readonly number[],
  scale: DamageScale,
  priors: CellPriors,
  flexibility: Flexibility | null,
): DamageLayout {
  const centres: number[] = [];
  const scales: number[] = [];
  const add = (count: number, sd: number, centre = 0): number => {
    const begin = centres.length;
    for (let i = 0; i < count; i++) {
      centres.push(centre);
      scales.push(sd);
    }
    return begin;
  };
  const rises = grid.levels - 1;
  const offsets = {
    mean: add(1, PRIOR_SD.mean, scale.cell),
    blocks: add(grid.blocks, PRIOR_SD.block),
    segments: add(grid.segments, PRIOR_SD.segment),
    cells: add(grid.cells.length, 1),
    rises: add(rises, PRIOR_SD.rise),
    settings: add(settingScales.length, 1),
    floor: add(1, PRIOR_SD.floor, scale.floor),
    ceiling: add(1, PRIOR_SD.ceiling, scale.ceiling),
    slopes: add(grid.blocks, flexibility?.slope ?? 0),
    curves: add(grid.blocks * rises, flexibility?.curve ?? 0),
    couplings: add(2, flexibility?.coupling ?? 0),
  };
  priors.centres.forEach((centre, s) => {
    centres[offsets.cells + s] = centre;
    scales[offsets.cells + s] = priors.scales[s];
  });
  settingScales.forEach((sd, i) => {
    scales[offsets.settings + i] = sd;
  });
  return {
    ...offsets,
    size: flexibility ? centres.length : offsets.slopes,
    centres: Float64Array.from(centres),
    scales: Float64Array.from(scales),
  };
}

/** All physical parameters, given the whitened values of those that a fit moves. */
export function unwhiten({ centres, scales }: DamageLayout, whitened: Float64Array): Float64Array {
  const physical = Float64Array.from(centres);
  for (let i = 0; i < whitened.length; i++) physical[i] += scales[i] * whitened[i];
  return physical;
}
