import type { Gemm, Workload } from '../../../src/core/workload.js';

/** Blocks of one qkv and one fc product each, of 4 x 8 words, for six steps. */
export function smallWorkload(blocks = ['first', 'second', 'third', 'fourth'], steps = 6): Workload {
  const gemms = blocks.flatMap((_, block) =>
    ['qkv', 'fc'].map(
      (layer, i): Gemm => ({
        index: 2 * block + i,
        name: `/${block}/${layer}`,
        block,
        layer,
        rows: 4,
        cols: 8,
        depth: 16,
        count: 1,
        weights: 'static',
      }),
    ),
  );
  return { blocks, gemms, vectorOps: [], steps };
}

/** All products of a workload. */
export const everyGemm = ({ gemms }: Workload): ReadonlySet<number> =>
  new Set(gemms.map(({ index }) => index));
