import { describe, expect, it } from 'vitest';
import { createGemmMapper } from '../../src/accelerator/gemm-mapping.js';
import { productRows } from '../../src/report/product-rows.js';
import { accelerator, gemm } from '../accelerator/round-numbers.js';

describe('productRows', () => {
  const gemms = [
    gemm(0, 64, 64, 64),
    gemm(1, 64, 64, 64, { block: 1 }),
    gemm(2, 8, 16, 24, { layer: 'qk', count: 4, weights: 'dynamic' }),
  ];

  it('lists a kind of product once, with its tiling', () => {
    const rows = productRows({ gemms }, gemms.map(createGemmMapper(accelerator, true)));
    expect(rows.map(({ layer, size, times }) => [layer, size, times])).toEqual([
      ['fc', '64 x 64 x 64', 2],
      ['qk', '8 x 16 x 24 (4)', 1],
    ]);
    expect(rows[0]).toMatchObject({ cycles: 504, dramTiling: null });
    expect(rows[0].bufferTiling).toMatch(/^\w+\/\w+\/\w+, tile 64 x 64 x 64, everything stays$/);
  });

  it('names the tiling of what comes from DRAM', () => {
    const small = { ...accelerator, globalBuffer: { ...accelerator.globalBuffer, capacityBytes: 13_000 } };
    const [row] = productRows({ gemms: [gemms[0]] }, [createGemmMapper(small, false)(gemms[0])]);
    expect(row.dramTiling).toMatch(/tile 64 x 32 x 64, left operand stays/);
  });
});
