import type { RandomStream } from '../../core/random-stream.js';
import type { Levels } from './cell-grid.js';
import type { DamagePrediction } from './damage-prediction.js';
import type { SearchModel } from './search-model.js';

/**
 * Level vectors between others: some of the cells as in one, the rest as in another. Lagrangian sweeps find the corners
 * of the front's convex hull; where cells trade one cost for another at one rate (energy for time, by undervolting some
 * and overclocking others), all that lies between two corners is such a mixture. By turns the cells are taken in order
 * of the damage that the change does, in order of execution, and at random.
 *
 * @param corners at least two, or there is nothing between
 */
export function mixedLevels(
  model: SearchModel,
  { tables }: DamagePrediction,
  corners: readonly Levels[],
  count: number,
  stream: RandomStream,
): Levels[] {
  if (corners.length < 2) return [];
  const { grid } = model.structured;
  const damage = (levels: Levels, s: number) => tables.cellDamage[s * grid.levels + levels[s]];
  const orders: readonly ((from: Levels, to: Levels) => number[])[] = [
    (from, to) => {
      const done = grid.cells.map((_, s) => damage(to, s) - damage(from, s));
      return [...done.keys()].sort((a, b) => done[a] - done[b] || a - b);
    },
    () => [...grid.cells.keys()],
    () => stream.permutation(grid.cells.length),
  ];
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [corners[stream.integer(corners.length)], corners[stream.integer(corners.length)]];
    const mixed = Uint8Array.from(from);
    const changing = orders[i % orders.length](from, to).filter((s) => from[s] !== to[s]);
    for (const s of changing.slice(0, stream.integer(changing.length + 1))) mixed[s] = to[s];
    return mixed;
  });
}
