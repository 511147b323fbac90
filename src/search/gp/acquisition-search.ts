import type { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { mutate } from '../evolution/variation.js';
import { minimiseInBox } from '../numerics/box-lbfgs.js';
import { fromUnit, lowestPosition, type Parameter, toUnit, valueCount } from '../parameter.js';
import type { Positions, SearchSpace } from '../search-space.js';
import { drawPositions, type SeenAssignments } from '../suggest-unseen.js';
import type { Acquisition } from './acquisition.js';
import { bestCandidates, bestUnseen, type Candidate, rating } from './candidates.js';
import type { FeatureMap } from './features.js';

/** Assignments drawn at random, and made from good ones, among which the climbs begin. */
const DRAWN = 128;
const MUTATED = 128;
const CLIMBS = 5;
const CLIMB_ITERATIONS = 40;
/** Evaluations that a walk through neighbouring assignments may cost. */
const WALK_EVALUATIONS = 400;

/**
 * The best unseen assignment found for an acquisition function: draws and mutants of good assignments, the best of
 * which climb the gradient in their real parameters and walk one step at a time in the others. Null if all that were
 * met are seen ones.
 *
 * @param parents the best assignments known, at least one
 * @param reach how far real parameters may be from those of one of the parents, 1 being their whole range
 */
export function maximiseAcquisition(
  space: SearchSpace,
  features: FeatureMap,
  acquisition: Acquisition,
  parents: readonly Positions[],
  reach: number,
  stream: RandomStream,
  seen: SeenAssignments,
): Positions | null {
  const rate = rating(features, acquisition);
  const origins = reach < 1 ? [parents[stream.integer(parents.length)]] : parents;
  const drawn = Array.from({ length: DRAWN }, () =>
    within(space, drawPositions(space, stream), origins[0], reach),
  );
  const mutants = Array.from({ length: MUTATED }, (_, i) => {
    const origin = origins[i % origins.length];
    const mutant = completePositions(space, mutate(origin, space.parameters, stream), stream);
    return within(space, mutant, origin, reach);
  });
  const starts = bestCandidates([...drawn, ...mutants].map(rate), CLIMBS);
  const centre = reach < 1 ? features.features(origins[0]) : null;
  const ends = starts.map((start) =>
    walk(space, climb(start, features, acquisition, centre, reach), rate, stream),
  );
  return bestUnseen([...ends, ...starts], seen);
}

/** Positions whose real parameters are drawn towards those of an origin, until they are within reach of them. */
function within(space: SearchSpace, positions: Positions, origin: Positions, reach: number): Positions {
  if (reach >= 1) return positions;
  return space.parameters.map((parameter, p) => {
    if (parameter.kind !== 'real' || Number.isNaN(positions[p]) || Number.isNaN(origin[p]))
      return positions[p];
    const from = toUnit(parameter, origin[p]);
    return fromUnit(parameter, from + reach * (toUnit(parameter, positions[p]) - from));
  });
}

function climb(
  start: Candidate,
  features: FeatureMap,
  acquisition: Acquisition,
  centre: Float64Array | null,
  reach: number,
): Candidate {
  const { positions } = start;
  const continuous = features.isContinuous(positions);
  if (!continuous.includes(true)) return start;
  const from = features.features(positions);
  const box = {
    low: from.map((value, i) => (continuous[i] ? Math.max(0, (centre?.[i] ?? 0) - reach) : value)),
    high: from.map((value, i) => (continuous[i] ? Math.min(1, (centre?.[i] ?? 1) + reach) : value)),
  };
  const loss = (x: Float64Array, gradient: Float64Array) => {
    const value = acquisition.value(x, gradient);
    for (let i = 0; i < gradient.length; i++) gradient[i] *= -1;
    return -value;
  };
  const end = minimiseInBox(loss, from, box, CLIMB_ITERATIONS, 1e-4);
  return { positions: features.withContinuous(positions, end.x), value: -end.value };
}

/** Steps to a better neighbour as long as there is one: a level up or down, or another category. */
function walk(
  space: SearchSpace,
  start: Candidate,
  rate: (positions: Positions) => Candidate,
  stream: RandomStream,
): Candidate {
  let current = start;
  let left = WALK_EVALUATIONS;
  for (let improved = true; improved && left > 0; ) {
    improved = false;
    for (const p of stream.permutation(space.parameters.length)) {
      for (const position of neighbours(space.parameters[p], current.positions[p])) {
        if (left-- <= 0) return current;
        const moved = completePositions(space, current.positions.with(p, position), stream);
        const candidate = rate(moved);
        if (candidate.value <= current.value) continue;
        current = candidate;
        improved = true;
      }
    }
  }
  return current;
}

/** The positions next to one; none in a real range, or where the parameter does not count. */
function neighbours(parameter: Parameter, position: number): number[] {
  if (parameter.kind === 'real' || Number.isNaN(position)) return [];
  if (parameter.kind === 'categorical') {
    return parameter.values.flatMap((_, other) => (other === position ? [] : [other]));
  }
  const lowest = lowestPosition(parameter);
  return [position - 1, position + 1].filter(
    (other) => other >= lowest && other < lowest + valueCount(parameter),
  );
}
