import { inputError } from '../core/errors.js';
import type { Assignment, ParameterValue } from '../core/trial.js';
import { countAssignments, isActive, type ResolvedCondition, resolveConditions } from './conditions.js';
import { isListed, type Parameter, positionOf, valueAt } from './parameter.js';

/** What a search chooses from. Plain data. */
export interface SearchSpace {
  readonly parameters: readonly Parameter[];
  /** When each parameter counts; null for those that always do. */
  readonly conditions: readonly (ResolvedCondition | null)[];
  /** Assignments worth trying first, the most telling ones first; all different. */
  readonly anchors: readonly Assignment[];
  /** Number of assignments; Infinity with a real range, or when it is beyond a double. */
  readonly size: number;
}

/**
 * An assignment as numbers, in the order of the space's parameters: the index of a listed value, the value itself of
 * a range, NaN for a parameter that does not count.
 */
export type Positions = readonly number[];

/**
 * A checked space.
 *
 * @throws InputError when a name or a value is there twice, a range is empty, a condition refers to what is not
 *   before it, or an anchor is not in the space
 */
export function createSearchSpace(
  parameters: readonly Parameter[],
  anchors: readonly Assignment[] = [],
): SearchSpace {
  rejectDuplicates(
    'search space',
    parameters.map(({ name }) => name),
  );
  parameters.forEach(checkParameter);
  const conditions = resolveConditions(parameters);
  const space = { parameters, conditions, anchors: [], size: countAssignments({ parameters, conditions }) };
  const distinct = new Map(anchors.map((anchor) => [assignmentKey(space, anchor), anchor]));
  return { ...space, anchors: [...distinct.values()] };
}

/**
 * The positions of an assignment's values. Exact: the number of a range is its own position.
 *
 * @throws InputError when a parameter that counts is missing, one that does not is there or unknown, or a value is
 *   not among its parameter's own
 */
export function encodeAssignment(space: SearchSpace, assignment: Assignment): Positions {
  const positions: number[] = [];
  let active = 0;
  space.parameters.forEach((parameter, p) => {
    const counts = isActive(space, positions, p);
    positions.push(counts ? requiredPosition(parameter, assignment) : Number.NaN);
    if (counts) active++;
  });
  if (Object.keys(assignment).length > active) throw superfluousError(space, positions, assignment);
  return positions;
}

/** The assignment at the given positions: the inverse of {@link encodeAssignment}. */
export function decodeAssignment({ parameters }: SearchSpace, positions: Positions): Assignment {
  const assignment: Record<string, ParameterValue> = {};
  parameters.forEach((parameter, p) => {
    if (!Number.isNaN(positions[p])) assignment[parameter.name] = valueAt(parameter, positions[p]);
  });
  return assignment;
}

/** Text that two assignments of a space share exactly when they choose the same values. Throws as encoding does. */
export function assignmentKey(space: SearchSpace, assignment: Assignment): string {
  return positionsKey(encodeAssignment(space, assignment));
}

/** {@link assignmentKey} of an encoded assignment. */
export const positionsKey = (positions: Positions): string => positions.join(',');

function requiredPosition(parameter: Parameter, assignment: Assignment): number {
  const { name } = parameter;
  const position = positionOf(parameter, assignment[name]);
  if (position !== null) return position;
  const expected = isListed(parameter)
    ? `one of ${parameter.values.join(', ')}`
    : `${parameter.kind === 'integer' ? 'an integer' : 'a number'} from ${parameter.low} to ${parameter.high}`;
  const got = name in assignment ? JSON.stringify(assignment[name]) : 'nothing';
  throw inputError(`assignment: ${name}: expected ${expected}, got ${got}`);
}

function superfluousError({ parameters }: SearchSpace, positions: Positions, assignment: Assignment) {
  const known = new Set(parameters.map(({ name }) => name));
  const unknown = Object.keys(assignment).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    return inputError(`assignment: ${unknown.join(', ')}: no such parameter in this search space`);
  }
  const idle = parameters.filter(({ name }, p) => Number.isNaN(positions[p]) && name in assignment);
  const [{ name, activeWhen }] = idle;
  return inputError(
    `assignment: ${name}: counts only when ${activeWhen?.parameter} is ${activeWhen?.values.join(' or ')}; leave it out`,
  );
}

function checkParameter(parameter: Parameter): void {
  const where = `parameter ${parameter.name}`;
  if (isListed(parameter)) {
    if (parameter.values.length === 0) throw inputError(`${where}: expected at least one value, got none`);
    rejectDuplicates(where, parameter.values);
    return;
  }
  const { kind, low, high, scale } = parameter;
  const got = `got ${low} to ${high}`;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw inputError(`${where}: expected a finite range with low below high, ${got}`);
  }
  if (kind === 'integer' && !(Number.isSafeInteger(low) && Number.isSafeInteger(high))) {
    throw inputError(`${where}: expected integers as bounds, ${got}`);
  }
  if (scale === 'log' && low <= 0) {
    throw inputError(`${where}: expected bounds above 0 for a logarithmic scale, ${got}`);
  }
}

function rejectDuplicates(where: string, values: readonly ParameterValue[]): void {
  const duplicate = values.find((value, i) => values.indexOf(value) !== i);
  if (duplicate !== undefined) throw inputError(`${where}: ${duplicate} is listed twice; remove one`);
}
