import { paretoFront } from '../../core/pareto.js';
import { encoded } from '../encoded-assignments.js';
import type { ScoredTrial } from '../scored-trials.js';
import type { Positions, SearchSpace } from '../search-space.js';
import { Acquisition } from './acquisition.js';
import { FeatureMap } from './features.js';
import type { Hyperparameters } from './gaussian-process.js';
import { fitHyperparameters } from './hyperparameter-fit.js';
import { modelObjective, standardise } from './objective-model.js';
import { undominatedBoxes } from './undominated-boxes.js';

/** How far the reference point of improvements lies beyond the first trials' front, in units of their extent. */
const REFERENCE_MARGIN = 0.1;

/** What trials are modelled by: each objective, then the violation of the constraints where there was any. */
export function modelledValues(trials: readonly ScoredTrial[]): number[][] {
  const objectives = trials[0].score.objectives.map((_, k) => trials.map(({ score }) => score.objectives[k]));
  const violations = trials.map(({ score }) => Math.max(0, score.violation));
  return violations.some((violation) => violation > 0) ? [...objectives, violations] : objectives;
}

/** Features of trials, `n x d`, row by row. */
function featureRows(space: SearchSpace, map: FeatureMap, trials: readonly ScoredTrial[]): Float64Array {
  const rows = new Float64Array(trials.length * map.dimensions);
  trials.forEach(({ assignment }, i) => {
    rows.set(map.features(encoded(space, assignment).positions), i * map.dimensions);
  });
  return rows;
}

/** Hyperparameters for each of {@link modelledValues}. */
export function fitSurrogate(space: SearchSpace, trials: readonly ScoredTrial[]): Hyperparameters[] {
  const x = featureRows(space, new FeatureMap(space), trials);
  return modelledValues(trials).map((values) => fitHyperparameters({ x, y: standardise(values).values }));
}

/** Models of trials, and what they recommend. */
export interface Surrogate {
  readonly map: FeatureMap;
  readonly acquisition: Acquisition;
  /** The assignments worth starting from, at least one: those that no other is thought to be better than. */
  readonly parents: readonly Positions[];
}

/**
 * @param trials at least one
 * @param pending assignments under way
 * @param hyperparameters one for each of {@link modelledValues}
 * @param initialTrials how many trials came before the search's own
 */
export function buildSurrogate(
  space: SearchSpace,
  trials: readonly ScoredTrial[],
  pending: readonly Positions[],
  hyperparameters: readonly Hyperparameters[],
  initialTrials: number,
): Surrogate {
  const map = new FeatureMap(space);
  const x = featureRows(space, map, trials);
  const underWay = pending.map((positions) => map.features(positions));
  const scales = modelledValues(trials).map(standardise);
  const models = scales.map(({ values }, k) => modelObjective(x, values, underWay, hyperparameters[k]));
  const m = trials[0].score.objectives.length;
  const all = [...trials.map(({ assignment }) => encoded(space, assignment).positions), ...pending];
  const believed = all.map((_, i) => models.slice(0, m).map(({ beliefs }) => beliefs[i]));
  const violation = models[m] && { process: models[m].process, limit: -scales[m].mean / scales[m].deviation };
  const feasible = trials.flatMap(({ score }, i) => (score.violation <= 0 ? [i] : []));
  const improvement = feasible.length > 0 ? improve(believed, feasible, pending.length, initialTrials) : null;
  const acquisition = new Acquisition(
    {
      objectives: models.slice(0, m).map(({ process }) => process),
      boxes:
        improvement &&
        undominatedBoxes(
          improvement.front.map((i) => believed[i]),
          improvement.reference,
        ),
      violation: violation ?? null,
    },
    map.dimensions,
  );
  const parents = improvement ? improvement.parents.map((i) => all[i]) : [leastViolating(space, trials)];
  return { map, acquisition, parents };
}

/** What is to be improved on. */
interface Incumbents {
  /** Trials that no other is believed to dominate, as indices. */
  readonly front: readonly number[];
  readonly reference: readonly number[];
  /** Those of the front that are better than the reference; the whole front if none is. */
  readonly parents: readonly number[];
}

/**
 * @param believed objectives of the scored trials, then of those under way
 * @param feasible indices of trials that meet the constraints, at least one
 */
function improve(
  believed: readonly (readonly number[])[],
  feasible: readonly number[],
  pendingCount: number,
  initialTrials: number,
): Incumbents {
  const pending = Array.from({ length: pendingCount }, (_, i) => believed.length - pendingCount + i);
  const eligible = [...feasible, ...pending];
  const front = paretoFront(eligible.map((i) => believed[i])).map((i) => eligible[i]);
  const reference = referencePoint(feasible.slice(0, initialTrials).map((i) => believed[i]));
  const better = front.filter((i) => believed[i].every((value, k) => value < reference[k]));
  return { front, reference, parents: better.length > 0 ? better : front };
}

/**
 * Where improvements begin to count: a little worse than the front of the first trials, which were spread evenly. The
 * search's own trials do not move it, else it would follow them into a corner, or out to where an objective is at its
 * best at any price to the others.
 */
function referencePoint(first: readonly (readonly number[])[]): number[] {
  const front = paretoFront(first);
  return first[0].map((_, k) => {
    const values = first.map((point) => point[k]);
    const extent = Math.max(...values) - Math.min(...values);
    return Math.max(...front.map((i) => values[i])) + REFERENCE_MARGIN * extent;
  });
}

function leastViolating(space: SearchSpace, trials: readonly ScoredTrial[]): Positions {
  const best = trials.reduce((a, b) => (b.score.violation < a.score.violation ? b : a));
  return encoded(space, best.assignment).positions;
}
