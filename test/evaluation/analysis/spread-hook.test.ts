import { describe, expect, it } from 'vitest';
import { createSpreadHook } from '../../../src/evaluation/analysis/spread-hook.js';
import { smallWorkload } from './workload.js';

const { gemms } = smallWorkload();
const WORDS = 32;

/** Two images and their twins, all words 10, with a scale for each column. */
const accumulators = () => ({
  data: new Int32Array(4 * WORDS).fill(10),
  images: 4,
  scale: Float32Array.from({ length: 8 }, (_, column) => (column === 0 ? 3 : 1)),
  outputRange: 1,
});

describe('spread hook', () => {
  it('compares the halves in real units, and means are over images', () => {
    const { hook, points } = createSpreadHook(2, (_site, { data, images }) => {
      expect([data.length, images]).toEqual([2 * WORDS, 2]);
      // The first image only: column 0 by 4, column 1 by -5.
      data[0] += 4;
      data[1] -= 5;
    });
    hook({ gemm: gemms[2], step: 1 }, accumulators());
    const golden = 4 * (3 * 10) ** 2 + 28 * 10 ** 2;
    expect(points()).toEqual([
      {
        step: 1,
        block: 1,
        changedShare: 2 / WORDS / 2,
        relativeDeviation: expect.closeTo(Math.sqrt((12 ** 2 + 5 ** 2) / golden) / 2, 12),
      },
    ]);
  });

  it('adds the sites of a block up and keeps steps apart, in order', () => {
    const { hook, points } = createSpreadHook(2, ({ gemm }, { data }) => {
      if (gemm.index === 0) data.fill(11);
    });
    for (const [gemm, step] of [
      [0, 4],
      [1, 4],
      [2, 4],
      [0, 3],
    ] as const)
      hook({ gemm: gemms[gemm], step }, accumulators());
    expect(points().map(({ step, block, changedShare }) => [step, block, changedShare])).toEqual([
      [3, 0, 1],
      [4, 0, 0.5],
      [4, 1, 0],
    ]);
  });
});
