import { isActive } from './conditions.js';
import { lowestPosition, valueCount } from './parameter.js';
import type { Positions, SearchSpace } from './search-space.js';

/**
 * The assignment after another, counting through a space without real ranges: each is met once before the first
 * comes again. The first parameter counts fastest; one that decides over others counts more slowly than they do.
 */
export function nextPositions(space: SearchSpace, positions: Positions): Positions {
  const next = [...positions];
  const order = countingOrder(space);
  for (const [digit, p] of order.entries()) {
    if (Number.isNaN(next[p])) continue;
    const parameter = space.parameters[p];
    next[p]++;
    if (next[p] < lowestPosition(parameter) + valueCount(parameter)) {
      restart(space, next, order.slice(0, digit));
      return next;
    }
    next[p] = lowestPosition(parameter);
  }
  restart(space, next, order);
  return next;
}

/** Parameters that depend on the most others first; otherwise as they stand. */
function countingOrder({ conditions }: SearchSpace): number[] {
  const depths: number[] = [];
  for (const condition of conditions) depths.push(condition === null ? 0 : depths[condition.parent] + 1);
  return depths.map((_, p) => p).sort((a, b) => depths[b] - depths[a]);
}

/** Sets the given parameters to their lowest positions, the ones that do not count to none. */
function restart(space: SearchSpace, positions: number[], fastest: readonly number[]): void {
  for (const p of fastest.toSorted((a, b) => a - b)) {
    positions[p] = isActive(space, positions, p) ? lowestPosition(space.parameters[p]) : Number.NaN;
  }
}
