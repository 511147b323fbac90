import type { RandomStream } from '../../core/random-stream.js';
import { fromUnit, isListed, type Parameter, toUnit } from '../parameter.js';
import { KernelDensity } from './kernel-density.js';
import type { Tallied } from './tally.js';

/** How likely the positions of a parameter are. */
export interface ParameterDensity {
  /** A position at random. */
  sample(stream: RandomStream): number;
  /** Probability of a position; its density (on the unit interval) in a real range. */
  likelihood(position: number): number;
}

/**
 * The distribution of the positions that a parameter had in some trials, mixed with that of all it could have, which
 * counts as one trial.
 */
export function parameterDensity(parameter: Parameter, observed: readonly Tallied[]): ParameterDensity {
  return isListed(parameter) && parameter.kind === 'categorical'
    ? categoricalDensity(parameter.values.length, observed)
    : numericDensity(parameter, observed);
}

function categoricalDensity(values: number, observed: readonly Tallied[]): ParameterDensity {
  const weights: number[] = Array(values).fill(1 / values);
  for (const { position, count } of observed) weights[position] += count;
  const total = observed.reduce((sum, { count }) => sum + count, 1);
  return {
    sample(stream) {
      let rest = stream.uniform() * total;
      const found = weights.findIndex((weight) => {
        rest -= weight;
        return rest <= 0;
      });
      return found < 0 ? values - 1 : found;
    },
    likelihood: (position) => weights[position] / total,
  };
}

function numericDensity(parameter: Parameter, observed: readonly Tallied[]): ParameterDensity {
  const density = new KernelDensity(
    observed.map(({ position, count }) => ({ centre: toUnit(parameter, position), count })),
  );
  const sample = (stream: RandomStream) => fromUnit(parameter, density.sample(stream));
  if (parameter.kind === 'real') {
    return { sample, likelihood: (position) => density.density(toUnit(parameter, position)) };
  }
  const known = new Map<number, number>();
  return {
    sample,
    likelihood(position) {
      let probability = known.get(position);
      if (probability === undefined) {
        probability = density.probability(...cellOf(parameter, position));
        known.set(position, probability);
      }
      return probability;
    },
  };
}

/** The part of the unit interval that stands for a position of an ordinal or integer parameter. */
function cellOf(parameter: Parameter, position: number): [number, number] {
  if (isListed(parameter)) {
    const { length } = parameter.values;
    return [position / length, (position + 1) / length];
  }
  return [toUnit(parameter, position - 0.5), toUnit(parameter, position + 0.5)];
}
