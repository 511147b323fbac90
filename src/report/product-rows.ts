import type { GemmMapping } from '../accelerator/gemm-mapping.js';
import { describeTiling } from '../accelerator/tiling.js';
import type { Gemm, Workload } from '../core/workload.js';

/** How a kind of product runs on the accelerator; layers of one kind repeat from block to block. */
export interface ProductRow {
  readonly layer: string;
  /** `rows x depth x cols`, with the number of independent products where there are several. */
  readonly size: string;
  /** Products of this kind in one step. */
  readonly times: number;
  /** Cycles of one of them. */
  readonly cycles: number;
  /** Tiling and loop order between the global buffer and the local ones. */
  readonly bufferTiling: string;
  /** Tiling and loop order between DRAM and the global buffer; null when the product stays on the chip. */
  readonly dramTiling: string | null;
}

/** The distinct products of a workload, in execution order. */
export function productRows(
  { gemms }: Pick<Workload, 'gemms'>,
  mappings: readonly GemmMapping[],
): ProductRow[] {
  const rows = new Map<string, ProductRow>();
  gemms.forEach((gemm, i) => {
    const row = productRow(gemm, mappings[i]);
    const key = JSON.stringify(row);
    const { times } = rows.get(key) ?? { times: 0 };
    rows.set(key, { ...row, times: times + 1 });
  });
  return [...rows.values()];
}

function productRow(gemm: Gemm, { bufferTiling, dramTiling, cycles }: GemmMapping): ProductRow {
  const { layer, rows, depth, cols, count } = gemm;
  return {
    layer,
    size: `${rows} x ${depth} x ${cols}${count > 1 ? ` (${count})` : ''}`,
    times: 0,
    cycles,
    bufferTiling: describeTiling(bufferTiling, dramTiling?.tile ?? gemm),
    dramTiling: dramTiling && describeTiling(dramTiling, gemm),
  };
}
