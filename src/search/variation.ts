import type { RandomStream } from '../core/random-stream.js';
import type { IndexVector, Parameter } from './search-space.js';

/** Share of an ordinal parameter's mutations that go one level up or down; the others go to any other level. */
const STEP_SHARE = 0.9;

/** Takes each parameter from one of the parents, from either equally often (uniform crossover). */
export function uniformCrossover(a: IndexVector, b: IndexVector, stream: RandomStream): IndexVector {
  return a.map((index, p) => (stream.uniform() < 0.5 ? index : b[p]));
}

/**
 * Changes each parameter that has other values with probability 1 / (number of such parameters), and at least one of
 * them. An ordinal parameter mostly moves to a neighbouring level, a categorical one to any other value.
 */
export function mutate(
  indices: IndexVector,
  parameters: readonly Parameter[],
  stream: RandomStream,
): IndexVector {
  const free = parameters.flatMap(({ values }, p) => (values.length > 1 ? [p] : []));
  if (free.length === 0) return indices;
  const chosen = free.filter(() => stream.uniform() < 1 / free.length);
  if (chosen.length === 0) chosen.push(free[stream.integer(free.length)]);
  const mutated = [...indices];
  for (const p of chosen) mutated[p] = otherIndex(indices[p], parameters[p], stream);
  return mutated;
}

function otherIndex(index: number, { kind, values }: Parameter, stream: RandomStream): number {
  const last = values.length - 1;
  if (kind === 'ordinal' && stream.uniform() < STEP_SHARE) {
    if (index === 0) return 1;
    if (index === last) return last - 1;
    return stream.uniform() < 0.5 ? index - 1 : index + 1;
  }
  const drawn = stream.integer(last);
  return drawn < index ? drawn : drawn + 1;
}
