import type { CellGrid } from './cell-grid.js';
import type { DamageLayout } from './damage-layout.js';
import { lossLink } from './damage-likelihood.js';
import { type DamageTables, damageTables, totalDamage } from './damage-tables.js';
import type { CellPart } from './design.js';

/** The damage model at one choice of its parameters: the mode, or a draw. */
export class DamagePrediction {
  readonly tables: DamageTables;
  readonly logFloor: number;
  readonly logCeiling: number;
  private readonly settingWeights: Float64Array;

  /** @param physical parameters in the order of the layout */
  constructor(
    private readonly grid: CellGrid,
    layout: DamageLayout,
    physical: Float64Array,
  ) {
    this.tables = damageTables(grid, layout, physical);
    this.logFloor = physical[layout.floor];
    this.logCeiling = physical[layout.ceiling];
    this.settingWeights = physical.slice(layout.settings, layout.floor);
  }

  /** Natural logarithm of what the settings multiply the damage by. */
  logFactor(settings: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < settings.length; i++) sum += settings[i] * this.settingWeights[i];
    return sum;
  }

  /** Natural logarithm of the cells' damage before that. */
  logDamage({ levels, neighbours }: CellPart): number {
    return Math.log(totalDamage(this.tables, this.grid.levels, levels, neighbours));
  }

  /** Natural logarithm of the quality loss that a damage, times the settings' factor, leads to. */
  logLoss(logDamage: number): number {
    return lossLink(logDamage, this.logFloor, this.logCeiling).value;
  }
}
