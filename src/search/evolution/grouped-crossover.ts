import type { RandomStream } from '../../core/random-stream.js';
import { isListed, type Parameter } from '../parameter.js';
import type { Positions } from '../search-space.js';
import { inheritedPosition, mixedPosition, uniformCrossover } from './variation.js';

/** How parents are mixed: parameter by parameter, or by rows and columns of those that form a table as well. */
export const CROSSOVERS = ['uniform', 'grouped'] as const;

export type Crossover = (typeof CROSSOVERS)[number];

/** Row and column of a parameter whose name ends in both, such as `point[0-1,blocks.3]`. */
const TABLE_NAME = /^(.*)\[([^[\],]+),([^[\],]+)\]$/;

/**
 * Crossover for parameters that form a table, such as segments x blocks: a third of the time all parameters of a row
 * come from the same parent, a third of the time all of a column, otherwise each from either (as those outside of a
 * table always do). What works in a policy is often how it treats one segment or one block.
 */
export function groupedCrossover(
  a: Positions,
  b: Positions,
  parameters: readonly Parameter[],
  stream: RandomStream,
): Positions {
  const way = stream.integer(3);
  if (way === 0) return uniformCrossover(a, b, parameters, stream);
  const fromFirst = new Map<string, boolean>();
  return parameters.map((parameter, p) => {
    const group = groupOf(parameter.name, way);
    if (group === null && !isListed(parameter)) return mixedPosition(a[p], b[p], parameter, stream);
    const key = group ?? parameter.name;
    if (!fromFirst.has(key)) fromFirst.set(key, stream.uniform() < 0.5);
    return inheritedPosition(a[p], b[p], fromFirst.get(key)!);
  });
}

/** The row (1) or the column (2) of a table that a name belongs to; null outside of tables. */
function groupOf(name: string, way: number): string | null {
  const match = TABLE_NAME.exec(name);
  return match && `${match[1]}[${match[way + 1]}]`;
}
