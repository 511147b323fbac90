import { functionalAnova } from '../core/statistics/functional-anova.js';
import type { Factor } from '../core/statistics/regression-tree.js';
import type { Trial } from '../core/trial.js';
import { isListed, type Parameter, toUnit, valueCount } from '../search/parameter.js';
import { encodeAssignment, type SearchSpace } from '../search/search-space.js';
import type { StudyConfig } from './study-config.js';

type ConfiguredObjective = StudyConfig['objectives'][number];

/** How much of an objective's variance over a search space each parameter explains, as the trials show it. */
export interface ParameterImportance {
  /** The objective's. */
  readonly metric: string;
  /** By falling share of the variance, which lies in 0..1. */
  readonly parameters: readonly { readonly name: string; readonly share: number }[];
  /** The strongest effects that two parameters only have together. */
  readonly pairs: readonly { readonly names: readonly [string, string]; readonly share: number }[];
}

/** Scored trials below which nothing can be told. */
const LEAST_TRIALS = 20;

const SHOWN_PAIRS = 5;

/** Cells that a range is cut into, where it has more values. */
const RANGE_CELLS = 16;

/**
 * The importance of a space's parameters for each objective by functional ANOVA; see {@link functionalAnova}. A
 * parameter that does not count has a value of its own, with the probability that it has under uniform choices. Values
 * beyond the objective's worst value of interest count as that one, so that it is not only told what destroys images.
 *
 * @param seed unsigned 32-bit; equal ones give equal results
 * @returns one entry per objective; none for fewer than 20 scored trials
 */
export function parameterImportance(
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly ConfiguredObjective[],
  seed: number,
): ParameterImportance[] {
  const scored = trials.flatMap(({ assignment, outcome }) =>
    outcome.status === 'scored' ? [{ assignment, metrics: outcome.metrics }] : [],
  );
  if (scored.length < LEAST_TRIALS) return [];
  const { parameters } = space;
  const factors = factorsOf(space);
  const positions = scored.map(({ assignment }) => encodeAssignment(space, assignment));
  const cells = parameters.map((parameter, p) => positions.map((row) => cellOf(space, p, parameter, row[p])));
  return objectives.map((objective) => {
    const responses = scored.map(({ metrics }) => clipped(metrics[objective.metric], objective));
    const { main, pairs } = functionalAnova({ factors, cells, responses }, { seed });
    return {
      metric: objective.metric,
      parameters: parameters
        .map(({ name }, p) => ({ name, share: main[p] }))
        .sort((a, b) => b.share - a.share),
      pairs: pairs.slice(0, SHOWN_PAIRS).map(({ factors: [a, b], share }) => ({
        names: [parameters[a].name, parameters[b].name] as const,
        share,
      })),
    };
  });
}

const clipped = (value: number, { direction, worst }: ConfiguredObjective): number =>
  direction === 'minimise' ? Math.min(value, worst) : Math.max(value, worst);

/** Cells of all parameters; one that may not count has a first cell for that. */
function factorsOf(space: SearchSpace): Factor[] {
  const factors: Factor[] = [];
  const active: number[] = [];
  space.parameters.forEach((parameter, p) => {
    const condition = space.conditions[p];
    active.push(
      condition
        ? (active[condition.parent] * condition.positions.length) /
            valueCount(space.parameters[condition.parent])
        : 1,
    );
    const weights = cellWeights(parameter).map((weight) => weight * active[p]);
    factors.push({
      ordered: parameter.kind !== 'categorical',
      weights: condition ? [1 - active[p], ...weights] : weights,
    });
  });
  return factors;
}

/** Whether a parameter has more values than cells. */
const isCut = (parameter: Parameter): boolean => !isListed(parameter) && valueCount(parameter) > RANGE_CELLS;

/** Probabilities of a parameter's cells when it is drawn uniformly on its scale. */
function cellWeights(parameter: Parameter): number[] {
  const count = isCut(parameter) ? RANGE_CELLS : valueCount(parameter);
  if (isListed(parameter) || isCut(parameter)) return Array<number>(count).fill(1 / count);
  const { scale, low, high } = parameter;
  if (scale === 'linear') return Array<number>(count).fill(1 / count);
  const extent = Math.log((high + 0.5) / (low - 0.5));
  return Array.from({ length: count }, (_, i) => Math.log((low + i + 0.5) / (low + i - 0.5)) / extent);
}

/** @param position NaN for a parameter that does not count */
function cellOf({ conditions }: SearchSpace, p: number, parameter: Parameter, position: number): number {
  if (Number.isNaN(position)) return 0;
  const shift = conditions[p] === null ? 0 : 1;
  if (isListed(parameter)) return shift + position;
  if (!isCut(parameter)) return shift + position - parameter.low;
  return shift + Math.min(RANGE_CELLS - 1, Math.floor(toUnit(parameter, position) * RANGE_CELLS));
}
