import type { RandomStream } from '../../core/random-stream.js';
import { fromUnit, isListed, type Parameter, type RangeParameter, toUnit, valueCount } from '../parameter.js';
import type { Positions } from '../search-space.js';
import { polynomialMutation, simulatedBinary } from './real-variation.js';

/** Share of an ordinal parameter's mutations that go one level up or down; the others go to any other level. */
const STEP_SHARE = 0.9;

/**
 * Takes each listed parameter from one of the parents, from either equally often (uniform crossover), and mixes the
 * numbers of ranges (simulated binary crossover). A parameter that counts in one parent only keeps what it has there.
 */
export function uniformCrossover(
  a: Positions,
  b: Positions,
  parameters: readonly Parameter[],
  stream: RandomStream,
): Positions {
  return parameters.map((parameter, p) => {
    if (isListed(parameter)) return inheritedPosition(a[p], b[p], stream.uniform() < 0.5);
    return mixedPosition(a[p], b[p], parameter, stream);
  });
}

/** The first parent's position, or the second's; the other one's where that has none. */
export function inheritedPosition(a: number, b: number, fromFirst: boolean): number {
  const [own, other] = fromFirst ? [a, b] : [b, a];
  return Number.isNaN(own) ? other : own;
}

/** A range parameter's position between and around those of the parents. */
export function mixedPosition(a: number, b: number, parameter: RangeParameter, stream: RandomStream): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? b : a;
  if (a === b || stream.uniform() < 0.5) return a;
  return fromUnit(parameter, simulatedBinary(toUnit(parameter, a), toUnit(parameter, b), stream));
}

/**
 * Changes each parameter that counts and has other values with probability 1 / (number of such parameters), and at
 * least one of them. An ordinal parameter mostly moves to a neighbouring level, a categorical one to any other value,
 * a range nearby (polynomial mutation), an integer by 1 at least.
 */
export function mutate(
  positions: Positions,
  parameters: readonly Parameter[],
  stream: RandomStream,
): Positions {
  const free = parameters.flatMap((parameter, p) =>
    valueCount(parameter) > 1 && !Number.isNaN(positions[p]) ? [p] : [],
  );
  if (free.length === 0) return positions;
  const chosen = free.filter(() => stream.uniform() < 1 / free.length);
  if (chosen.length === 0) chosen.push(free[stream.integer(free.length)]);
  const mutated = [...positions];
  for (const p of chosen) mutated[p] = otherPosition(positions[p], parameters[p], stream);
  return mutated;
}

function otherPosition(position: number, parameter: Parameter, stream: RandomStream): number {
  if (!isListed(parameter)) return otherNumber(position, parameter, stream);
  const last = parameter.values.length - 1;
  if (parameter.kind === 'ordinal' && stream.uniform() < STEP_SHARE) {
    if (position === 0) return 1;
    if (position === last) return last - 1;
    return stream.uniform() < 0.5 ? position - 1 : position + 1;
  }
  const drawn = stream.integer(last);
  return drawn < position ? drawn : drawn + 1;
}

function otherNumber(position: number, parameter: RangeParameter, stream: RandomStream): number {
  const moved = fromUnit(parameter, polynomialMutation(toUnit(parameter, position), stream));
  if (parameter.kind === 'real' || moved !== position) return moved;
  if (position === parameter.low) return position + 1;
  if (position === parameter.high) return position - 1;
  return stream.uniform() < 0.5 ? position - 1 : position + 1;
}
