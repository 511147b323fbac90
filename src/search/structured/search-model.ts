import { RandomStream } from '../../core/random-stream.js';
import type { SearchKnowledge } from '../search-knowledge.js';
import { meanLevel, tableSum } from './cell-features.js';
import { type CostModel, fitCostModel } from './cost-model.js';
import { type DamageFit, fitDamage } from './damage-fit.js';
import { type CellPriors, DEFAULT_CELL_SD, unwhiten } from './damage-layout.js';
import type { DamageObservation } from './damage-likelihood.js';
import { damageObjective } from './damage-objective.js';
import { DamagePrediction } from './damage-prediction.js';
import type { CellPart, Design, SettingPart, StructuredSpace } from './design.js';
import { type ExactCosts, type ExactValues, exactCosts } from './exact-costs.js';
import { type LossScale, lossScale } from './loss-scale.js';
import { fitResiduals, type ResidualProcess } from './residual-process.js';
import type { UsableTrial } from './usable-trials.js';

/** Share of an objective's range that the default reference point lies beyond the worst value. */
const REFERENCE_MARGIN = 0.1;

/** Everything that a structured search believes after some trials: what each objective of any design will be. */
export class SearchModel {
  /** Position of the objective that the damage model predicts. */
  readonly damageObjective: number;
  readonly reference: readonly number[];
  readonly fit: DamageFit;
  readonly exact: ExactCosts;
  /** The damage model at its most probable parameters. */
  readonly mode: DamagePrediction;
  /** By objective; null for the damage objective and for exact ones. */
  readonly costs: readonly (CostModel | null)[];
  private readonly scale: LossScale;
  private readonly residual: ResidualProcess;

  /**
   * @param trials at least one; the model's random numbers depend on how many there are
   * @param earlier the model of the first of the same trials: begins the fit, and decides flexibility, noise and kernel
   */
  constructor(
    readonly structured: StructuredSpace,
    knowledge: SearchKnowledge,
    trials: readonly UsableTrial[],
    private readonly seed: number,
    earlier?: SearchModel,
  ) {
    const { grid, basis } = structured;
    const designs = trials.map(({ design }) => design);
    const vectors = trials.map(({ score }) => score.objectives);
    const objectives = vectors[0].length;
    this.exact = exactCosts(structured, knowledge.exact, objectives);
    const known = this.exact.cellCosts.map((table) => table !== null);
    this.damageObjective = damageObjective(grid, trials, known);
    this.reference = knowledge.reference ?? beyondWorst(vectors);
    const losses = vectors.map((vector) => vector[this.damageObjective]);
    this.scale = lossScale(losses);
    const observations = trials.map(
      ({ design, score }, n): DamageObservation => ({
        ...design.cells,
        settings: design.settings.values,
        logLoss: this.scale.toLog(losses[n]),
        standardError: this.scale.logError(losses[n], score.standardErrors?.[this.damageObjective] ?? 0),
      }),
    );
    this.fit = fitDamage(
      { grid, settingScales: basis.scales, priors: cellPriors(structured, knowledge), observations },
      this.stream(0, trials.length),
      earlier?.fit,
    );
    const { layout } = this.fit.likelihood;
    this.mode = new DamagePrediction(grid, layout, unwhiten(layout, this.fit.mode));
    this.residual = fitResiduals(
      grid,
      designs,
      this.fit.residuals,
      this.fit.likelihood.observations.map(({ standardError }) => standardError),
      earlier?.residual.kernel,
    );
    const logDamages = designs.map((design) => logTotal(this.mode, design));
    this.costs = known.map((isKnown, k) =>
      isKnown || k === this.damageObjective
        ? null
        : fitCostModel(
            grid,
            designs,
            vectors.map((vector) => vector[k]),
            logDamages,
          ),
    );
  }

  /**
   * A draw of the damage model from its posterior.
   *
   * @param temperature factor on the draw's distance from the most probable parameters
   */
  draw(temperature: number, stream: RandomStream): DamagePrediction {
    const { likelihood, posterior, mode } = this.fit;
    const deviation = posterior.deviation(stream);
    const drawn = mode.map((z, i) => z + temperature * deviation[i]);
    return new DamagePrediction(this.structured.grid, likelihood.layout, unwhiten(likelihood.layout, drawn));
  }

  /** An objective vector as {@link predict} has it, but for the residual and with estimates of the exact costs. */
  estimate(
    cells: CellSums,
    settings: SettingPart,
    logFactor: number,
    prediction: DamagePrediction,
  ): number[] {
    const logDamage = cells.logDamage + logFactor;
    return this.exact.fromCells(cells.costs, settings).map((value, k) => {
      if (k === this.damageObjective) return this.lossOfDamage(prediction, logDamage);
      return value ?? this.costs[k]!.predict(cells.level, settings, logDamage);
    });
  }

  /** What {@link estimate} needs to know of levels. */
  cellSums(cells: CellPart, prediction: DamagePrediction): CellSums {
    const { grid } = this.structured;
    return {
      logDamage: prediction.logDamage(cells),
      level: meanLevel(grid, cells.levels),
      costs: this.exact.cellCosts.map((table) => (table ? tableSum(table, grid.levels, cells.levels) : 0)),
    };
  }

  /**
   * A design's objective vector.
   *
   * @param exact the objectives that are known exactly, or an estimate of them
   */
  predict(design: Design, prediction: DamagePrediction, exact: ExactValues): number[] {
    const logDamage = logTotal(prediction, design);
    return exact.map((value, k) => {
      if (k === this.damageObjective) return this.loss(design, prediction, logDamage);
      return (
        value ??
        this.costs[k]!.predict(
          meanLevel(this.structured.grid, design.cells.levels),
          design.settings,
          logDamage,
        )
      );
    });
  }

  /** An evaluated design's objective vector: as measured, but for the noisy objective, of which the belief. */
  believed({ design, score }: UsableTrial, prediction: DamagePrediction): number[] {
    const loss = this.loss(design, prediction, logTotal(prediction, design));
    return score.objectives.with(this.damageObjective, loss);
  }

  /** Standard deviation of the belief in the natural logarithm of a design's loss. */
  logDeviation({ cells, settings }: Design): number {
    const { posterior, mode, likelihood } = this.fit;
    const row = likelihood.derivatives(mode, cells, settings.values);
    return Math.sqrt(posterior.variance(row));
  }

  /** A loss so many standard deviations away, in the damage objective's unit. */
  shiftedLoss(loss: number, deviations: number, logDeviation: number): number {
    return this.scale.fromLog(this.scale.toLog(loss) + deviations * logDeviation);
  }

  private loss(design: Design, prediction: DamagePrediction, logDamage: number): number {
    return this.scale.fromLog(prediction.logLoss(logDamage) + this.residual.at(design));
  }

  /** The damage objective's value at a natural logarithm of damage, before any residual. */
  lossOfDamage(prediction: DamagePrediction, logDamage: number): number {
    return this.scale.fromLog(prediction.logLoss(logDamage));
  }

  private stream(site: number, trial: number): RandomStream {
    return new RandomStream(this.seed, 'search', { site: site + 1, trial });
  }
}

/** Sums over the cells at some levels. */
export interface CellSums {
  /** Natural logarithm of the damage, before the settings' factor. */
  readonly logDamage: number;
  readonly level: number;
  /** By objective; 0 where no cell costs are known. */
  readonly costs: readonly number[];
}

/** Natural logarithm of the damage that a design does, settings included. */
export const logTotal = (prediction: DamagePrediction, { cells, settings }: Design): number =>
  prediction.logDamage(cells) + prediction.logFactor(settings.values);

function beyondWorst(vectors: readonly (readonly number[])[]): number[] {
  return vectors[0].map((_, k) => {
    const values = vectors.map((vector) => vector[k]);
    const worst = values.reduce((a, b) => Math.max(a, b));
    const range = worst - values.reduce((a, b) => Math.min(a, b));
    return worst + (range > 0 ? REFERENCE_MARGIN * range : 1);
  });
}

function cellPriors({ space, grid }: StructuredSpace, { prior }: SearchKnowledge): CellPriors {
  const known = grid.cells.map((p) => prior?.get(space.parameters[p].name));
  const given = known.flatMap((cell) => (cell ? [cell.logDamage] : []));
  const mean = given.reduce((sum, value) => sum + value, 0) / Math.max(1, given.length);
  return {
    centres: known.map((cell) => (cell ? cell.logDamage - mean : 0)),
    scales: known.map((cell) => cell?.standardError ?? DEFAULT_CELL_SD),
  };
}
