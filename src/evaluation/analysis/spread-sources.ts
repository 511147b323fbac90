import type { SpreadTrace } from '../../core/sensitivity.js';
import type { Scope } from './scope.js';

/** A site whose single error is followed. */
export type SpreadSource = Omit<SpreadTrace, 'images' | 'points'>;

/** The error as a share of the site's full scale: as large as its largest correct value. */
const SHARE = 1;

/**
 * The last product of the first, second and middle block, at the first and the middle step: errors that have all, most
 * or half of the network, and the whole or half of the denoising, still before them.
 */
export function planSpread({ workload, gemms, blocks }: Scope): SpreadSource[] {
  const chosen = [...new Set([0, 1, Math.floor(blocks.length / 2)])].filter((i) => i < blocks.length);
  const steps = [...new Set([0, Math.floor(workload.steps / 2)])];
  return chosen.flatMap((i) => {
    const gemm = gemms.filter(({ block }) => block === blocks[i]).at(-1);
    if (!gemm) return [];
    const { index, block, layer } = gemm;
    return steps.map((step) => ({
      id: `spread/${workload.blocks[block]}/${layer}/${step}`,
      label: `${workload.blocks[block]} ${layer}, step ${step}`,
      gemm: index,
      block,
      layer,
      step,
      share: SHARE,
    }));
  });
}
