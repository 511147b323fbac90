import type { Loop, MatrixProduct } from '../../src/accelerator/systolic-array.js';
import { type Tile, type TileTraffic, type Tiling, trips } from '../../src/accelerator/tiling.js';

/** The boxes of a tiled product in the order in which they run. */
export function* walk(whole: Tile, { tile, order }: Tiling): Generator<{ at: Tile; size: Tile }> {
  const count = (loop: Loop) => trips(whole[loop], tile[loop]);
  const box = (at: Record<Loop, number>) => {
    const size = (loop: Loop) => Math.min(tile[loop], whole[loop] - at[loop] * tile[loop]);
    return { at: { ...at }, size: { rows: size('rows'), cols: size('cols'), depth: size('depth') } };
  };
  const at = { rows: 0, cols: 0, depth: 0 };
  for (at[order[0]] = 0; at[order[0]] < count(order[0]); at[order[0]]++)
    for (at[order[1]] = 0; at[order[1]] < count(order[1]); at[order[1]]++)
      for (at[order[2]] = 0; at[order[2]] < count(order[2]); at[order[2]]++) yield box(at);
}

/** Walks a loop nest with room for one tile of each operand and counts what crosses. */
export function walkedTraffic(product: MatrixProduct, tiling: Tiling): TileTraffic {
  const seen = { leftReads: 0, rightReads: 0, outputWrites: 0, partialSumWrites: 0, partialSumReads: 0 };
  const lastDepth = trips(product.depth, tiling.tile.depth) - 1;
  let [left, right, output] = ['', '', ''];
  let held: { elements: number; depthsDone: Set<number> } | null = null;
  const sums = new Map<string, Set<number>>();
  const evict = () => {
    if (held === null) return;
    if (held.depthsDone.size > lastDepth) seen.outputWrites += held.elements;
    else seen.partialSumWrites += held.elements;
  };
  for (const { at, size } of walk(product, tiling)) {
    const wanted = {
      left: `${at.rows},${at.depth}`,
      right: `${at.depth},${at.cols}`,
      output: `${at.rows},${at.cols}`,
    };
    if (wanted.left !== left) seen.leftReads += size.rows * size.depth;
    if (wanted.right !== right) seen.rightReads += size.depth * size.cols;
    if (wanted.output !== output) {
      evict();
      const known = sums.get(wanted.output);
      if (known) seen.partialSumReads += size.rows * size.cols;
      held = { elements: size.rows * size.cols, depthsDone: known ?? new Set() };
      sums.set(wanted.output, held.depthsDone);
    }
    held?.depthsDone.add(at.depth);
    ({ left, right, output } = wanted);
  }
  evict();
  return Object.fromEntries(
    Object.entries(seen).map(([name, n]) => [name, n * product.count]),
  ) as unknown as TileTraffic;
}
