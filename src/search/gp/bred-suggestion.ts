import type { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { mutate, uniformCrossover } from '../evolution/variation.js';
import type { Positions, SearchSpace } from '../search-space.js';
import type { SeenAssignments } from '../suggest-unseen.js';
import type { Acquisition } from './acquisition.js';
import { bestUnseen, rating } from './candidates.js';
import type { FeatureMap } from './features.js';

/** How many children are bred for one suggestion. */
const CHILDREN = 200;
/** Share of the children that have two parents before mutation. */
const CROSSED = 0.9;

/**
 * The unseen child of good assignments that is worth the most: preselection of an evolutionary algorithm's offspring by
 * a model (M. Emmerich, K. Giannakoglou, B. Naujoks, IEEE TEVC 10(4), 2006). Children keep most of what made their
 * parents good, so that they stay where the model was told something. Null if all are seen ones.
 *
 * @param parents at least one
 */
export function bestChild(
  space: SearchSpace,
  features: FeatureMap,
  acquisition: Acquisition,
  parents: readonly Positions[],
  stream: RandomStream,
  seen: SeenAssignments,
): Positions | null {
  const rate = rating(features, acquisition);
  const parent = () => parents[stream.integer(parents.length)];
  const breed = () => {
    const first = parent();
    const crossed =
      stream.uniform() < CROSSED ? uniformCrossover(first, parent(), space.parameters, stream) : first;
    const whole = completePositions(space, crossed, stream);
    return completePositions(space, mutate(whole, space.parameters, stream), stream);
  };
  return bestUnseen(
    Array.from({ length: CHILDREN }, () => rate(breed())),
    seen,
  );
}
