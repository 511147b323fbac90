import type { RangeParameter } from '../parameter.js';
import { createSearchSpace } from '../search-space.js';
import { exactProblem, type TestProblem } from './test-problem.js';

/** Bounds of a number, both included. */
export type Bounds = readonly [low: number, high: number];

/**
 * A problem of real numbers x1, x2, ...
 *
 * @param bounds of each number, in order
 */
export function realProblem(
  bounds: readonly Bounds[],
  reference: readonly number[],
  objectives: (x: readonly number[]) => number[],
): TestProblem {
  const parameters = bounds.map(
    ([low, high], i): RangeParameter => ({ name: `x${i + 1}`, kind: 'real', low, high, scale: 'linear' }),
  );
  return exactProblem(createSearchSpace(parameters), reference, (assignment) =>
    objectives(parameters.map(({ name }) => Number(assignment[name]))),
  );
}

/** The unit interval for each of `count` numbers. */
export const unitBounds = (count: number): Bounds[] => Array.from({ length: count }, () => [0, 1]);
