import { RandomStream } from '../../../src/core/random-stream.js';
import type { Parameter } from '../../../src/search/parameter.js';
import type { Cell } from '../../../src/search/search-knowledge.js';
import { createSearchSpace } from '../../../src/search/search-space.js';
import { structuredSpace } from '../../../src/search/structured/design.js';

/** A space of `segments x blocks` cells, with settings. */
export function cellSpace(
  blocks: number,
  segments: number,
  levels: number,
  settings: readonly Parameter[] = [],
) {
  const cells = Array.from({ length: blocks * segments }, (_, s): Cell => {
    const [segment, block] = [`${Math.floor(s / blocks)}`, `b${s % blocks}`];
    return { parameter: `point[${segment},${block}]`, block, segment };
  });
  const values = Array.from({ length: levels }, (_, level) => level);
  const space = createSearchSpace([
    ...cells.map(({ parameter }): Parameter => ({ name: parameter, kind: 'ordinal', values })),
    ...settings,
  ]);
  return { space, cells, structured: structuredSpace(space, cells) };
}

/** All level vectors of so many cells. */
export function allLevels(cells: number, levels: number): Uint8Array[] {
  return Array.from({ length: levels ** cells }, (_, n) =>
    Uint8Array.from({ length: cells }, (_, s) => Math.floor(n / levels ** s) % levels),
  );
}

export const streamOf = (seed: number) => new RandomStream(seed, 'search');
