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

/**
 * The model of the quality loss: `log(floor + saturate(h D))`, `D` the sum of the cells' damages and `log h` linear in
 * the settings' basis; `saturate(v) = v / (1 + (v / ceiling)^4)^(1/4)`.
 *
 * All parameters are whitened: a priori independent standard normal numbers.
 */
export class DamageLikelihood {
  private readonly damages: Float64Array;
  private readonly physicalGradient: Float64Array;
  private readonly cellGradient: Float64Array;
  private last: { whitened: Float64Array; physical: Float64Array; tables: DamageTables } | null = null;

  constructor(
    private readonly grid: CellGrid,
    readonly layout: DamageLayout,
    readonly observations: readonly DamageObservation[],
  ) {
    this.damages = new Float64Array(grid.cells.length);
    this.physicalGradient = new Float64Array(layout.size);
    this.cellGradient = new Float64Array(grid.cells.length * grid.levels);
  }

  /** Minus the log posterior density up to a constant; writes its gradient. */
  value(whitened: Float64Array, gradient: Float64Array): number {
    const physical = unwhiten(this.layout, whitened);
    const tables = damageTables(this.grid, this.layout, physical);
    this.physicalGradient.fill(0);
    this.cellGradient.fill(0);
    let sum = 0;
    for (const observation of this.observations) {
      const { standardError, logLoss } = observation;
      const link = this.link(physical, tables, observation);
      const residual = (link.value - logLoss) / standardError;
      sum += 0.5 * residual * residual;
      this.addGradient(observation, link, residual / standardError);
    }
    this.finishGradient(tables);
    for (let i = 0; i < whitened.length; i++) {
      gradient[i] = this.physicalGradient[i] * this.layout.scales[i] + whitened[i];
      sum += 0.5 * whitened[i] * whitened[i];
    }
    return sum;
  }

  /** Predicted log losses of the observations, and their derivatives by the whitened parameters, a row each. */
  linearise(whitened: Float64Array): { values: Float64Array; rows: Float64Array[] } {
    const values = new Float64Array(this.observations.length);
    const rows = this.observations.map((observation, n) => {
      const { link, row } = this.lineariseOne(whitened, observation);
      values[n] = link.value;
      return row;
    });
    return { values, rows };
  }

  /** Derivatives of the log loss predicted for any design by the whitened parameters. */
  derivatives(whitened: Float64Array, cells: CellPart, settings: Float64Array): Float64Array {
    return this.lineariseOne(whitened, { ...cells, settings }).row;
  }

  private lineariseOne(whitened: Float64Array, observation: DamageInput) {
    const { physical, tables } = this.tablesAt(whitened);
    this.physicalGradient.fill(0);
    this.cellGradient.fill(0);
    const link = this.link(physical, tables, observation);
    this.addGradient(observation, link, 1);
    this.finishGradient(tables);
    return { link, row: this.physicalGradient.map((g, i) => g * this.layout.scales[i]) };
  }

  /** Kept for the last parameters asked for: rows are computed one by one. */
  private tablesAt(whitened: Float64Array): { physical: Float64Array; tables: DamageTables } {
    if (this.last?.whitened !== whitened) {
      const physical = unwhiten(this.layout, whitened);
      this.last = { whitened, physical, tables: damageTables(this.grid, this.layout, physical) };
    }
    return this.last;
  }

  private link(physical: Float64Array, tables: DamageTables, observation: DamageInput): LossLink {
    const { layout, grid } = this;
    const { levels, neighbours, settings } = observation;
    const total = cellDamages(tables, grid.levels, levels, neighbours, this.damages);
    let logFactor = 0;
    for (let i = 0; i < settings.length; i++) logFactor += physical[layout.settings + i] * settings[i];
    return lossLink(Math.log(total) + logFactor, physical[layout.floor], physical[layout.ceiling]);
  }

  /** Adds `factor` times the derivatives of one prediction; of the cells by their log damages, still unsummed. */
  private addGradient(observation: DamageInput, link: LossLink, factor: number): void {
    const { layout, grid, damages, physicalGradient, cellGradient } = this;
    const { levels, neighbours, settings } = observation;
    const { alongBlocks, alongSegments } = neighbours;
    const byDamage = factor * link.byDamage;
    let total = 0;
    for (let s = 0; s < damages.length; s++) total += damages[s];
    let blockCoupling = 0;
    let segmentCoupling = 0;
    const scale = byDamage / total;
    const levelCount = grid.levels;
    for (let s = 0; s < damages.length; s++) {
      const share = scale * damages[s];
      cellGradient[s * levelCount + levels[s]] += share;
      blockCoupling += share * alongBlocks[s];
      segmentCoupling += share * alongSegments[s];
    }
    physicalGradient[layout.couplings] += neighbourShare(blockCoupling, grid.levels);
    physicalGradient[layout.couplings + 1] += neighbourShare(segmentCoupling, grid.levels);
    for (let i = 0; i < settings.length; i++) physicalGradient[layout.settings + i] += byDamage * settings[i];
    physicalGradient[layout.floor] += factor * link.byFloor;
    physicalGradient[layout.ceiling] += factor * link.byCeiling;
  }

  /** Carries the derivatives by the cells' log damages on to weights and level curves. */
  private finishGradient({ rises }: DamageTables): void {
    const { layout, grid, physicalGradient: out, cellGradient } = this;
    const { levels, blocks } = grid;
    const byCurve = new Float64Array(blocks * levels);
    grid.blockOf.forEach((b, s) => {
      let sum = 0;
      for (let l = 0; l < levels; l++) {
        const g = cellGradient[s * levels + l];
        sum += g;
        byCurve[b * levels + l] += g;
      }
      out[layout.mean] += sum;
      out[layout.blocks + b] += sum;
      out[layout.segments + grid.segmentOf[s]] += sum;
      out[layout.cells + s] += sum;
    });
    const middle = middleLevel(grid);
    for (let b = 0; b < blocks; b++) {
      let above = 0;
      for (let l = 0; l < levels; l++) above += byCurve[b * levels + l];
      const all = above;
      for (let j = 0; j < levels - 1; j++) {
        above -= byCurve[b * levels + j];
        const i = b * (levels - 1) + j;
        const byLogRise = rises[i] * (above - (j < middle ? all : 0));
        out[layout.rises + j] += byLogRise;
        out[layout.slopes + b] += byLogRise;
        out[layout.curves + i] += byLogRise;
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
