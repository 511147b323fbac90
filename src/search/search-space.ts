import { inputError } from '../core/errors.js';
import type { Assignment, ParameterValue } from '../core/trial.js';

/** One choice that a search makes. */
export interface Parameter {
  readonly name: string;
  /** Whether neighbouring values are alike (`ordinal`) or every value stands for itself (`categorical`). */
  readonly kind: 'ordinal' | 'categorical';
  /** At least one, all different; those of an ordinal parameter in order from safest to most aggressive. */
  readonly values: readonly ParameterValue[];
}

/** What a search chooses from. Plain data. */
export interface SearchSpace {
  readonly parameters: readonly Parameter[];
  /** Assignments worth trying first, the most telling ones first; all different. */
  readonly anchors: readonly Assignment[];
  /** Number of assignments; Infinity when it is beyond a double. */
  readonly size: number;
}

/** An assignment as positions in the parameters' values, in the order of the space's parameters. */
export type IndexVector = readonly number[];

/** A checked space. Throws InputError when a name or a value is there twice, or an anchor is not in the space. */
export function createSearchSpace(
  parameters: readonly Parameter[],
  anchors: readonly Assignment[] = [],
): SearchSpace {
  rejectDuplicates(
    'search space',
    parameters.map(({ name }) => name),
  );
  for (const { name, values } of parameters) {
    if (values.length === 0) throw inputError(`parameter ${name}: expected at least one value, got none`);
    rejectDuplicates(`parameter ${name}`, values);
  }
  const size = parameters.reduce((product, { values }) => product * values.length, 1);
  const space = { parameters, anchors: [], size };
  const distinct = new Map(anchors.map((anchor) => [assignmentKey(space, anchor), anchor]));
  return { ...space, anchors: [...distinct.values()] };
}

/**
 * The positions of an assignment's values.
 *
 * @throws InputError when a parameter is missing, unknown, or has a value that is not among its own
 */
export function encodeAssignment({ parameters }: SearchSpace, assignment: Assignment): IndexVector {
  const indices = parameters.map(({ name, values }) => {
    const index = values.indexOf(assignment[name]);
    if (index >= 0) return index;
    const got = name in assignment ? JSON.stringify(assignment[name]) : 'nothing';
    throw inputError(`assignment: ${name}: expected one of ${values.join(', ')}, got ${got}`);
  });
  if (Object.keys(assignment).length > parameters.length) {
    const known = new Set(parameters.map(({ name }) => name));
    const unknown = Object.keys(assignment).filter((name) => !known.has(name));
    throw inputError(`assignment: ${unknown.join(', ')}: no such parameter in this search space`);
  }
  return indices;
}

/** The assignment at the given positions: the inverse of {@link encodeAssignment}. */
export function decodeAssignment({ parameters }: SearchSpace, indices: IndexVector): Assignment {
  return Object.fromEntries(parameters.map(({ name, values }, p) => [name, values[indices[p]]]));
}

/** Text that two assignments of a space share exactly when they choose the same values. Throws as encoding does. */
export function assignmentKey(space: SearchSpace, assignment: Assignment): string {
  return indexKey(encodeAssignment(space, assignment));
}

/** {@link assignmentKey} of an encoded assignment. */
export const indexKey = (indices: IndexVector): string => indices.join(',');

function rejectDuplicates(where: string, values: readonly ParameterValue[]): void {
  const duplicate = values.find((value, i) => values.indexOf(value) !== i);
  if (duplicate !== undefined) throw inputError(`${where}: ${duplicate} is listed twice; remove one`);
}
