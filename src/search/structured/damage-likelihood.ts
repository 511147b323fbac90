import type { CellGrid } from './cell-grid.js';
import { type DamageLayout, unwhiten } from './damage-layout.js';
import {
  cellDamages,
  type DamageTables,
  damageTables,
  middleLevel,
  neighbourShare,
} from './damage-tables.js';
import type { CellPart } from './design.js';

/** What the loss depends on. */
export interface DamageInput extends CellPart {
  /** Values of the settings' basis functions. */
  readonly settings: Float64Array;
}

/** One evaluation, as the damage model sees it. */
export interface DamageObservation extends DamageInput {
  /** Natural logarithm of the quality loss, and its standard error. */
  readonly logLoss: number;
  readonly standardError: number;
}

/** Observed minus predicted log losses, and the predictions' derivatives by the whitened parameters, `n x size`. */
export interface LinearPrediction {
  readonly residuals: Float64Array;
  readonly rows: Float64Array;
}

/** Physical parameters with what they say of each cell. */
interface Parameters {
  readonly physical: Float64Array;
  readonly tables: DamageTables;
}

/**
 * The model of the quality loss: `log(floor + saturate(h D))`, `D` the sum of the cells' damages and `log h` linear in
 * the settings' basis; `saturate(v) = v / (1 + (v / ceiling)^4)^(1/4)`.
 *
 * All parameters are whitened: a priori independent standard normal numbers.
 */
export class DamageLikelihood {
  private readonly damages: Float64Array;
  private readonly gradient: Float64Array;
  private readonly curveGradient: Float64Array;
  private last: (Parameters & { readonly whitened: Float64Array }) | null = null;

  constructor(
    private readonly grid: CellGrid,
    readonly layout: DamageLayout,
    readonly observations: readonly DamageObservation[],
  ) {
    this.damages = new Float64Array(grid.cells.length);
    this.gradient = new Float64Array(layout.centres.length);
    this.curveGradient = new Float64Array(grid.blocks * grid.levels);
  }

  /** Minus the log posterior density up to a constant. */
  value(whitened: Float64Array): number {
    let sum = 0;
    this.residuals(whitened).forEach((residual, n) => {
      sum += 0.5 * (residual / this.observations[n].standardError) ** 2;
    });
    for (const z of whitened) sum += 0.5 * z * z;
    return sum;
  }

  /** Observed minus predicted log losses. */
  residuals(whitened: Float64Array): Float64Array {
    const parameters = this.parametersAt(whitened);
    return Float64Array.from(
      this.observations,
      (observation) => observation.logLoss - this.link(parameters, observation).value,
    );
  }

  linearise(whitened: Float64Array): LinearPrediction {
    const residuals = new Float64Array(this.observations.length);
    const rows = new Float64Array(residuals.length * this.layout.size);
    this.observations.forEach((observation, n) => {
      const row = rows.subarray(n * this.layout.size, (n + 1) * this.layout.size);
      residuals[n] = observation.logLoss - this.lineariseOne(whitened, observation, row);
    });
    return { residuals, rows };
  }

  /** Derivatives of the log loss predicted for any design by the whitened parameters. */
  derivatives(whitened: Float64Array, cells: CellPart, settings: Float64Array): Float64Array {
    const row = new Float64Array(this.layout.size);
    this.lineariseOne(whitened, { ...cells, settings }, row);
    return row;
  }

  private lineariseOne(whitened: Float64Array, input: DamageInput, row: Float64Array): number {
    const parameters = this.parametersAt(whitened);
    const link = this.link(parameters, input);
    this.gradient.fill(0);
    this.differentiateDamage(input, link);
    this.differentiateCurves(parameters.tables);
    const { settings, floor, ceiling, scales } = this.layout;
    input.settings.forEach((basis, i) => {
      this.gradient[settings + i] = link.byDamage * basis;
    });
    this.gradient[floor] = link.byFloor;
    this.gradient[ceiling] = link.byCeiling;
    for (let i = 0; i < row.length; i++) row[i] = this.gradient[i] * scales[i];
    return link.value;
  }

  /** Kept for the last parameters asked for: rows are computed one by one. */
  private parametersAt(whitened: Float64Array): Parameters {
    if (this.last?.whitened !== whitened) {
      const physical = unwhiten(this.layout, whitened);
      this.last = { whitened, physical, tables: damageTables(this.grid, this.layout, physical) };
    }
    return this.last;
  }

  /** Leaves the cells' damages in `damages`. */
  private link({ physical, tables }: Parameters, { levels, neighbours, settings }: DamageInput): LossLink {
    const { layout, grid } = this;
    const total = cellDamages(tables, grid.levels, levels, neighbours, this.damages);
    let logFactor = 0;
    for (let i = 0; i < settings.length; i++) logFactor += physical[layout.settings + i] * settings[i];
    return lossLink(Math.log(total) + logFactor, physical[layout.floor], physical[layout.ceiling]);
  }

  /** Derivatives by the cells' weights and the couplings; those by the blocks' curves, level by level, aside. */
  private differentiateDamage({ levels, neighbours }: DamageInput, { byDamage }: LossLink): void {
    const { layout, grid, damages, gradient, curveGradient } = this;
    const { alongBlocks, alongSegments } = neighbours;
    curveGradient.fill(0);
    let total = 0;
    for (let s = 0; s < damages.length; s++) total += damages[s];
    let blockCoupling = 0;
    let segmentCoupling = 0;
    for (let s = 0; s < damages.length; s++) {
      const share = (byDamage * damages[s]) / total;
      const block = grid.blockOf[s];
      gradient[layout.mean] += share;
      gradient[layout.blocks + block] += share;
      gradient[layout.segments + grid.segmentOf[s]] += share;
      gradient[layout.cells + s] += share;
      curveGradient[block * grid.levels + levels[s]] += share;
      blockCoupling += share * alongBlocks[s];
      segmentCoupling += share * alongSegments[s];
    }
    gradient[layout.couplings] = neighbourShare(blockCoupling, grid.levels);
    gradient[layout.couplings + 1] = neighbourShare(segmentCoupling, grid.levels);
  }

  /** Carries the derivatives by the blocks' curves on to the rises that make them. */
  private differentiateCurves({ rises }: DamageTables): void {
    const { layout, grid, gradient, curveGradient } = this;
    const { levels, blocks } = grid;
    const middle = middleLevel(grid);
    for (let b = 0; b < blocks; b++) {
      let above = 0;
      for (let l = 0; l < levels; l++) above += curveGradient[b * levels + l];
      const all = above;
      for (let j = 0; j < levels - 1; j++) {
        above -= curveGradient[b * levels + j];
        const i = b * (levels - 1) + j;
        const byLogRise = rises[i] * (above - (j < middle ? all : 0));
        gradient[layout.rises + j] += byLogRise;
        gradient[layout.slopes + b] += byLogRise;
        gradient[layout.curves + i] = byLogRise;
      }
    }
  }
}

/** A predicted log loss and its derivatives by log damage, log floor and log ceiling. */
export interface LossLink {
  readonly value: number;
  readonly byDamage: number;
  readonly byFloor: number;
  readonly byCeiling: number;
}

/** How sharply damage saturates at the ceiling: 1 is a gradual bend, infinity a corner. */
const SHARPNESS = 4;

/** Natural logarithm of the loss at a damage, floor and ceiling given by theirs. */
export function lossLink(logDamage: number, logFloor: number, logCeiling: number): LossLink {
  const excess = Math.exp(Math.min(300, SHARPNESS * (logDamage - logCeiling)));
  const saturated = Math.exp(logDamage - Math.log1p(excess) / SHARPNESS);
  const floor = Math.exp(logFloor);
  const share = saturated / (floor + saturated);
  return {
    value: Math.log(floor + saturated),
    byDamage: share / (1 + excess),
    byFloor: 1 - share,
    byCeiling: (share * excess) / (1 + excess),
  };
}
