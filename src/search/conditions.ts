import { inputError } from '../core/errors.js';
import type { RandomStream } from '../core/random-stream.js';
import { drawPosition, isListed, type Parameter, positionOf, valueCount } from './parameter.js';

/** A parameter's condition with names and values looked up. */
export interface ResolvedCondition {
  /** Index of the parameter that decides; below the index of the one that depends on it. */
  readonly parent: number;
  /** The positions of it that make the other one count. */
  readonly positions: readonly number[];
}

/** Parameters with their conditions, in the same order; null where a parameter always counts. */
export interface ConditionedParameters {
  readonly parameters: readonly Parameter[];
  readonly conditions: readonly (ResolvedCondition | null)[];
}

/** @throws InputError for a condition on a parameter that is not listed before, or on values that it does not have */
export function resolveConditions(parameters: readonly Parameter[]): (ResolvedCondition | null)[] {
  return parameters.map(({ name, activeWhen }, p) => {
    if (activeWhen === undefined) return null;
    const where = `parameter ${name}: activeWhen`;
    const parent = parameters.findIndex((other) => other.name === activeWhen.parameter);
    const decider = parameters[parent];
    if (parent < 0 || parent >= p || !isListed(decider)) {
      throw inputError(
        `${where}: expected an ordinal or categorical parameter that stands before ${name}, got ${activeWhen.parameter}`,
      );
    }
    const positions = activeWhen.values.map((value) => {
      const position = positionOf(decider, value);
      if (position !== null) return position;
      throw inputError(`${where}: expected values of ${decider.name}, got ${JSON.stringify(value)}`);
    });
    if (positions.length > 0) return { parent, positions };
    throw inputError(`${where}: expected at least one value, got none`);
  });
}

/** Whether a parameter counts, given the positions of those before it. */
export function isActive(
  { conditions }: ConditionedParameters,
  positions: readonly number[],
  p: number,
): boolean {
  const condition = conditions[p];
  return condition === null || condition.positions.includes(positions[condition.parent]);
}

/**
 * Positions that obey the conditions: NaN for each parameter that does not count, a drawn position for each that
 * counts and has none yet. The random numbers are untouched where nothing is to be drawn.
 */
export function completePositions(
  space: ConditionedParameters,
  positions: readonly number[],
  stream: RandomStream,
): number[] {
  const completed = [...positions];
  space.parameters.forEach((parameter, p) => {
    if (!isActive(space, completed, p)) completed[p] = Number.NaN;
    else if (Number.isNaN(completed[p])) completed[p] = drawPosition(parameter, stream);
  });
  return completed;
}

/** Number of different assignments: of each parameter's values, times those of what depends on them. */
export function countAssignments({ parameters, conditions }: ConditionedParameters): number {
  const counts = parameters.map(() => 0);
  for (let p = parameters.length - 1; p >= 0; p--) {
    const dependants = conditions.flatMap((condition, c) =>
      condition?.parent === p ? [{ positions: condition.positions, count: counts[c] }] : [],
    );
    if (dependants.length === 0) {
      counts[p] = valueCount(parameters[p]);
      continue;
    }
    for (let position = 0; position < valueCount(parameters[p]); position++) {
      const active = dependants.filter(({ positions }) => positions.includes(position));
      counts[p] += active.reduce((product, { count }) => product * count, 1);
    }
  }
  return counts.reduce((product, count, p) => (conditions[p] === null ? product * count : product), 1);
}
