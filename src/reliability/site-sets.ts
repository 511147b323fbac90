import { inputError } from '../core/errors.js';
import type { Gemm, Workload } from '../core/workload.js';

/** A choice of the network's matrix products: where faults strike and checksums stand. */
interface SiteSetRule {
  readonly description: string;
  readonly includes: (gemm: Gemm, workload: Workload) => boolean;
}

/**
 * Linear layers of a transformer block under the names of DiT (qkv, proj, fc1, fc2), of PixArt's
 * cross-attention (q_linear, kv_linear) and of diffusers (to_q, to_k, to_v, to_out.0, ff.net.0.proj, ff.net.2),
 * alone or behind a prefix such as `attn.`.
 */
const TRANSFORMER_LINEAR =
  /(^|[./])(qkv|proj|fc1|fc2|(q|kv)(_linear)?|to_(q|k|v|out)([./]0)?|ff([./](geglu|out|net[./](0[./]proj|2)))?)$/;

/** The layer that marks a transformer block, so that a patch embedding called `proj` is none of its layers. */
const SELF_ATTENTION_LINEAR = /(^|[./])(qkv|to_q)$/;

const isTransformerBlock = ({ gemms }: Workload, block: number) =>
  gemms.some((gemm) => gemm.block === block && SELF_ATTENTION_LINEAR.test(gemm.layer));

/** The named site sets; the schema of a search space takes its choices from these keys. */
export const SITE_SETS = {
  /** What DRIFT injects into (arXiv 2604.09073): no embedding, modulation, attention product or final layer. */
  drift: {
    description: 'linear layers of transformer blocks: qkv, proj, fc1, fc2 or their counterparts',
    includes: (gemm, workload) =>
      gemm.weights === 'static' &&
      TRANSFORMER_LINEAR.test(gemm.layer) &&
      isTransformerBlock(workload, gemm.block),
  },
  'static-weights': {
    description: 'every product with weights: linear layers and convolutions, no attention product',
    includes: (gemm) => gemm.weights === 'static',
  },
  'all-gemm': {
    description: 'every matrix product',
    includes: () => true,
  },
} as const satisfies Record<string, SiteSetRule>;

export type SiteSet = keyof typeof SITE_SETS;

/**
 * The indices of the workload's matrix products that belong to a set.
 *
 * @throws InputError that lists the layers there are, when none belongs
 */
export function selectGemms(set: SiteSet, workload: Workload): ReadonlySet<number> {
  const { includes, description }: SiteSetRule = SITE_SETS[set];
  const selected = workload.gemms.filter((gemm) => includes(gemm, workload));
  if (selected.length > 0) return new Set(selected.map((gemm) => gemm.index));
  const layers = [...new Set(workload.gemms.map((gemm) => gemm.layer))].join(', ');
  throw inputError(
    `site set '${set}': expected ${description}; the network has ${layers || 'no matrix product'}; choose another set`,
  );
}
