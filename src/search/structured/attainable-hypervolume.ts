import { hypervolume } from '../../core/hypervolume.js';
import { fromUnit, isListed, type Parameter, valueCount } from '../parameter.js';
import type { Positions } from '../search-space.js';
import type { CellGrid } from './cell-grid.js';
import type { CostModel } from './cost-model.js';
import type { DamagePrediction } from './damage-prediction.js';
import { type Design, type SettingPart, settingPart } from './design.js';
import type { SearchModel } from './search-model.js';

/** Steps of the damage between its least and its greatest value, and multipliers of the dual. */
const DAMAGE_STEPS = 64;
const MULTIPLIERS = 128;
/** Settings looked at: so many positions of each, and so many combinations. */
const POSITIONS = 10;
const MAX_SETTINGS = 60;
const MEAN_LEVELS = 4;

/**
 * An upper bound of the hypervolume that any set of designs can attain if the model is right: for each damage, no design
 * costs less than the Lagrangian dual says (weak duality: cost >= least (cost + lambda damage) - lambda damage for every
 * lambda), and none has less loss than that damage causes; the bound is the volume below all these points. Where it
 * exceeds the hypervolume of the front by little, nothing is left to gain.
 *
 * The model without residual, each cost bounded on its own, costs as additive as `ExactCosts.estimate` has them; the
 * settings are those of a grid and of the given designs.
 *
 * @param designs evaluated designs
 * @param prediction the most probable parameters, or a draw of the posterior for the bound's uncertainty
 * @returns in the product of the objectives' units
 */
export function attainableHypervolume(
  model: SearchModel,
  designs: readonly Design[],
  prediction: DamagePrediction = model.mode,
): number {
  const { grid } = model.structured;
  const damages = damageSteps(grid, prediction);
  const least = model.exact.cellCosts.map((table) =>
    table ? leastCosts(grid, table, prediction, damages) : null,
  );
  const settings = [...settingsGrid(model), ...designs.map((design) => design.settings)];
  const points = settings.flatMap((choice) =>
    damages.slice(1).map((_, i) => optimisticPoint(model, prediction, choice, damages, least, i)),
  );
  return hypervolume(points, model.reference);
}

/** The best of everything that a design can have whose damage is between a step and the next. */
function optimisticPoint(
  model: SearchModel,
  prediction: DamagePrediction,
  settings: SettingPart,
  damages: readonly number[],
  least: readonly (Float64Array | null)[],
  step: number,
): number[] {
  const logFactor = prediction.logFactor(settings.values);
  const low = Math.log(damages[step]) + logFactor;
  const high = Math.log(damages[step + 1]) + logFactor;
  const sums = least.map((costs) => costs?.[step + 1] ?? 0);
  return model.exact.fromCells(sums, settings).map((value, k) => {
    if (k === model.damageObjective) return model.lossOfDamage(prediction, low);
    return value ?? leastLearned(model.costs[k]!, settings, low, high);
  });
}

/** The least of a learned cost between two damages, looked at for some mean levels of the cells. */
function leastLearned(cost: CostModel, settings: SettingPart, low: number, high: number): number {
  let least = Infinity;
  for (let i = 0; i <= MEAN_LEVELS; i++) {
    for (const logDamage of [low, high]) {
      least = Math.min(least, cost.predict(i / MEAN_LEVELS, settings, logDamage));
    }
  }
  return least;
}

/** Damages from the least to the greatest that levels can do, by equal ratios. */
function damageSteps(grid: CellGrid, prediction: DamagePrediction): number[] {
  const { cellDamage } = prediction.tables;
  const [least, most] = factorBounds(prediction);
  const total = (level: (count: number) => number) =>
    grid.levelCounts.reduce((sum, count, s) => sum + cellDamage[s * grid.levels + level(count)], 0);
  const low = least * total(() => 0);
  const ratio = (most * total((count) => count - 1)) / low;
  return Array.from({ length: DAMAGE_STEPS + 1 }, (_, i) => low * ratio ** (i / DAMAGE_STEPS));
}

/** Least and greatest factor that neighbours can put on a cell's damage. */
function factorBounds({ tables }: DamagePrediction): [number, number] {
  const { blockFactors, segmentFactors } = tables;
  const least = Math.min(...blockFactors) * Math.min(...segmentFactors);
  return [least, Math.max(...blockFactors) * Math.max(...segmentFactors)];
}

/** For each damage, no levels with that damage or less cost less than this (the dual at its best multiplier). */
function leastCosts(
  grid: CellGrid,
  table: Float64Array,
  prediction: DamagePrediction,
  damages: readonly number[],
): Float64Array {
  const [factor] = factorBounds(prediction);
  const { cellDamage } = prediction.tables;
  const dual = (lambda: number) =>
    grid.levelCounts.reduce((sum, count, s) => {
      const costs = Array.from({ length: count }, (_, level) => s * grid.levels + level);
      return sum + Math.min(...costs.map((i) => table[i] + lambda * factor * cellDamage[i]));
    }, 0);
  const bound = new Float64Array(damages.length).fill(dual(0));
  const spread = grid.levelCounts.reduce((sum, count, s) => {
    const costs = table.subarray(s * grid.levels, s * grid.levels + count);
    return sum + Math.max(...costs) - Math.min(...costs);
  }, 0);
  const low = Math.log((1e-3 * spread) / damages[damages.length - 1]);
  const high = Math.log((1e3 * spread) / damages[0]);
  for (let i = 0; i < MULTIPLIERS && spread > 0; i++) {
    const lambda = Math.exp(low + ((high - low) * i) / (MULTIPLIERS - 1));
    const value = dual(lambda);
    damages.forEach((damage, d) => {
      bound[d] = Math.max(bound[d], value - lambda * damage);
    });
  }
  return bound;
}

/** Combinations of evenly spread settings, thinned out evenly where there are too many. */
function settingsGrid({ structured }: SearchModel): SettingPart[] {
  const { space, grid } = structured;
  const choices = grid.settings.map((p) => gridPositions(space.parameters[p]));
  const count = choices.reduce((product, { length }) => product * length, 1);
  const kept = Math.min(count, MAX_SETTINGS);
  return Array.from({ length: kept }, (_, i) => {
    let rest = Math.floor((i * count) / kept);
    const positions: Positions = choices.map((choice) => {
      const position = choice[rest % choice.length];
      rest = Math.floor(rest / choice.length);
      return position;
    });
    return settingPart(structured, positions);
  });
}

function gridPositions(parameter: Parameter): number[] {
  if (isListed(parameter)) return parameter.values.map((_, i) => i);
  const count = Math.min(POSITIONS, valueCount(parameter));
  const positions = Array.from({ length: count }, (_, i) => fromUnit(parameter, i / (count - 1)));
  return [...new Set(positions)];
}
