import { describe, expect, it } from 'vitest';
import type { Policy, Protection } from '../../src/core/policy.js';
import type { Accumulators } from '../../src/core/site.js';
import { accumulatorWords, type Workload } from '../../src/core/workload.js';
import { createSiteHook } from '../../src/reliability/site-hook.js';
import {
  accumulatorsOf,
  copyOf,
  everyGemm,
  gemmOf,
  optionsOf,
  policyOf,
  ROLLBACK,
  workloadOf,
} from './setups.js';

const changedWords = (a: Accumulators, b: Accumulators) =>
  [...a.data.keys()].filter((word) => a.data[word] !== b.data[word]);

describe('rollback', () => {
  /**
   * Expected share of words where a flagged row crosses a flagged column of a B x B tile: (1 - (1 - p_L)^B)^2 with
   * p_L = p (31 - t) / 31 large errors a word, as if lines were independent. A word's row and column share the word
   * itself, which is why the exact share is slightly larger: given no error in the shared word it is (1 - q)^2 with
   * q = (1 - p_L)^(B - 1), and 1 given one.
   */
  it.each([
    { rate: 3e-3, thresholdBit: 10 },
    { rate: 1e-2, thresholdBit: 10 },
    { rate: 3e-2, thresholdBit: 12 },
  ])(
    'overwrites the share of words that theory expects: $rate, 2^$thresholdBit',
    ({ rate, thresholdBit }) => {
      const gemm = gemmOf(512, 2048);
      const workload = workloadOf([gemm]);
      const protection: Protection = { scheme: 'rollback-abft', thresholdBit };
      const policy = policyOf(workload, protection, { offloadInterval: 1, layout: 'tile-contiguous' });
      const { hook, ledger } = createSiteHook(optionsOf(workload, policy, rate));
      hook({ gemm, step: 0 }, accumulatorsOf(gemm, 1));
      const large = (rate * (31 - thresholdBit)) / 31;
      const rest = (1 - large) ** 31;
      const expected = large + (1 - large) * (1 - rest) ** 2;
      const share = ledger.total('restoredWords') / accumulatorWords(gemm);
      // Sums of small errors raise a few more alarms; the spread over 1024 tiles is below 3%.
      expect(share / expected).toBeGreaterThan(0.93);
      expect(share / expected).toBeLessThan(1.08);
      // The source's closed form treats row and column as independent.
      expect(expected).toBeGreaterThan((1 - (1 - large) ** 32) ** 2);
    },
  );

  const gemm = gemmOf(64, 64);
  const workload = workloadOf([gemm], 3);
  const plan = { offloadInterval: 10, layout: 'row-major' } as const;
  const policy = policyOf(workload, ROLLBACK, plan);

  it('clears flagged words before the first checkpoint and reads nothing for it', () => {
    const { hook, ledger } = createSiteHook(optionsOf(workload, policy, 0.01));
    const clean = accumulatorsOf(gemm, 1);
    const accumulators = copyOf(clean);
    hook({ gemm, step: 0 }, accumulators);
    const cleared = accumulators.data.filter((value) => value === 0).length;
    const cleanZeros = clean.data.filter((value) => value === 0).length;
    expect(ledger.at('restoredWords', 0, 0)).toBeGreaterThan(10);
    expect(Math.abs(cleared - ledger.at('restoredWords', 0, 0))).toBeLessThanOrEqual(cleanZeros);
    expect(ledger.total('rollbackReadBytes')).toBe(0);
  });

  /** Scale 2^-3 and range 127 * 16: one code is 128 accumulator units, so multiples of it are exact in INT8. */
  const constantSite = (value: number): Accumulators => ({
    data: new Int32Array(64 * 64).fill(value),
    images: 1,
    scale: Float32Array.of(0.125),
    outputRange: 127 * 16,
  });

  /** Runs three steps over sites full of 1280, -2560 and 5120: no flipped bit turns one into another. */
  function runSteps(points: readonly number[], rate: number) {
    const cells = points.map((point) => [{ point, protection: 0 }]);
    const { hook, ledger } = createSiteHook(optionsOf(workload, { ...policy, cells }, rate));
    const sites = [1280, -2560, 5120].map(constantSite);
    sites.forEach((accumulators, step) => {
      hook({ gemm, step }, accumulators);
    });
    return {
      ledger,
      count: (step: number, value: number) => sites[step].data.filter((v) => v === value).length,
    };
  }

  it('puts back what the site had at the last refresh', () => {
    const { ledger, count } = runSteps([0, 0, 1], 0.01);
    expect(ledger.total('restoredWords')).toBeGreaterThan(10);
    expect(count(2, -2560)).toBe(ledger.at('restoredWords', 2, 0));
    expect(ledger.at('rollbackReadBytes', 2, 0)).toBeGreaterThan(0);
  });

  it('refreshes after the correction, so that words stay rolled back over two refreshes', () => {
    const { ledger, count } = runSteps([0, 1, 1], 0.1);
    expect(count(1, 1280)).toBe(ledger.at('restoredWords', 1, 0));
    expect(count(2, 1280)).toBeGreaterThan(100);
    expect(count(2, 1280) + count(2, -2560)).toBeLessThanOrEqual(ledger.at('restoredWords', 2, 0));
  });

  describe('by another rule', () => {
    /** Three steps over sites full of 1280, -2560 and 5120, with faults in the last two; every step refreshes. */
    function runRule(protection: Protection, scale = 0.125) {
      const every = policyOf(workload, protection, { offloadInterval: 1, layout: 'row-major' });
      const cells = [0, 0, 1].map((point) => [{ point, protection: 0 }]);
      const { hook, ledger } = createSiteHook(optionsOf(workload, { ...every, cells }, 0.02));
      const sites = [1280, -2560, 5120].map((value) => ({
        ...constantSite(value),
        scale: Float32Array.of(scale),
      }));
      sites.forEach((accumulators, step) => {
        hook({ gemm, step }, accumulators);
      });
      return { ledger, count: (value: number) => sites[2].data.filter((v) => v === value).length };
    }
    const rollback = (restore: 'stale' | 'zero' | 'extrapolate' | 'recompute') =>
      ({ scheme: 'rollback-abft', thresholdBit: 10, restore }) as const;
    const stale = runRule(rollback('stale'));
    const flagged = stale.ledger.total('flaggedWords');

    it('restores what was flagged, and by default as with stale', () => {
      expect(flagged).toBeGreaterThan(50);
      expect(stale.ledger.total('restoredWords')).toBe(flagged);
      expect(stale.ledger.total('flaggedFaultyWords')).toBe(stale.ledger.total('restoredFaultyWords'));
      expect(runRule(ROLLBACK).ledger).toEqual(stale.ledger);
    });

    it('extrapolates from two checkpoints, and reads both', () => {
      const { ledger, count } = runRule(rollback('extrapolate'));
      // -2560 + (-2560 - 1280).
      expect(count(-6400)).toBe(flagged);
      expect(ledger.total('rollbackReadBytes')).toBe(2 * stale.ledger.total('rollbackReadBytes'));
      expect(ledger.total('rollbackRowActivations')).toBe(2 * stale.ledger.total('rollbackRowActivations'));
      expect(ledger.total('checkpointWriteBytes')).toBe(2 * 4096);
    });

    it('clears and recomputes without a checkpoint', () => {
      const zero = runRule(rollback('zero'));
      expect(zero.count(0)).toBe(flagged);
      expect(zero.ledger.totals()).toMatchObject({
        clearedWords: flagged,
        checkpointWriteBytes: 0,
        restoredWords: 0,
      });
      const again = runRule(rollback('recompute'));
      expect(again.ledger.totals()).toMatchObject({
        recomputedMacs: flagged * gemm.depth,
        recomputedTiles: stale.ledger.total('restoredTiles'),
        recomputations: 1,
        checkpointWriteBytes: 0,
      });
      const left = again.ledger.total('faultyWords') - again.ledger.total('flaggedFaultyWords');
      expect(again.count(5120)).toBe(64 * 64 - left);
    });

    it('takes a threshold relative to the calibrated full scale', () => {
      // 127 x 16 in units of 2^-3: 16256 words a full scale; a share of 1024 / 16256 is a threshold of 2^10.
      const relative = (share: number, scale?: number) =>
        runRule({ scheme: 'rollback-abft', thresholdShare: share, restore: 'zero' }, scale).ledger;
      const absolute = runRule(rollback('zero')).ledger;
      expect(relative(1024 / 16256)).toEqual(absolute);
      expect(relative(1024 / 16256 / 2, 0.125 / 2)).toEqual(absolute);
      expect(relative(2048 / 16256).total('flaggedWords')).toBeLessThan(flagged);
    });
  });

  it('counts checkpoint writes of all images at the refreshed sites', () => {
    const images = [0, 1, 2];
    const { hook, ledger } = createSiteHook(optionsOf(workload, policy, 0.01, { images }));
    for (const step of [0, 1, 2]) hook({ gemm, step }, accumulatorsOf(gemm, 3));
    expect([0, 1, 2].map((step) => ledger.at('checkpointWriteBytes', step, 0))).toEqual([
      3 * 4096,
      3 * 4096,
      0,
    ]);
    // Rows of 64 bytes, 16 to a DRAM row: a tile of 32 rows touches two; four tiles.
    expect(ledger.at('checkpointRowActivations', 0, 0)).toBe(3 * 4 * 2);
    expect(ledger.images).toBe(3);
  });
});

describe('site hook', () => {
  const gemms = [gemmOf(16, 16), gemmOf(16, 16, { index: 1, block: 1 })];
  const workload: Workload = workloadOf(gemms, 2);
  const bothKinds: Policy = {
    ...policyOf(workload, { scheme: 'none' }),
    cells: [
      [
        { point: 0, protection: 0 },
        { point: 1, protection: 0 },
      ],
      [
        { point: 1, protection: 0 },
        { point: 0, protection: 0 },
      ],
    ],
  };

  it('strikes in the cells that the policy runs outside nominal, and only in the chosen products', () => {
    const strikes = (chosen: ReadonlySet<number>) => {
      const { hook } = createSiteHook(optionsOf(workload, bothKinds, 0.2, { gemms: chosen }));
      return [0, 1].map((step) =>
        gemms.map((gemm) => {
          const clean = accumulatorsOf(gemm, 1);
          const accumulators = copyOf(clean);
          hook({ gemm, step }, accumulators);
          return changedWords(clean, accumulators).length > 0;
        }),
      );
    };
    expect(strikes(everyGemm(workload))).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(strikes(new Set([0]))).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  it('draws different faults at different sites, and the same whatever happens at others', () => {
    const policy = policyOf(workload, { scheme: 'none' });
    const faultsAt = (sites: readonly (readonly [step: number, gemm: number])[]) => {
      const { hook } = createSiteHook(optionsOf(workload, policy, 0.1));
      return sites.map(([step, index]) => {
        const clean = accumulatorsOf(gemms[index], 1);
        const accumulators = copyOf(clean);
        hook({ gemm: gemms[index], step }, accumulators);
        return changedWords(clean, accumulators).join();
      });
    };
    const all = faultsAt([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(new Set(all).size).toBe(4);
    expect(faultsAt([[1, 1]])).toEqual([all[3]]);
    expect(
      faultsAt([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual([all[2], all[1]]);
  });

  it('refuses a policy for another network', () => {
    const policy = policyOf(workload, { scheme: 'none' });
    const other = { ...policy, blocks: ['embed', 'blocks.0'] };
    expect(() => createSiteHook(optionsOf(workload, other, 0.1))).toThrow(
      /expected 2 steps of blocks blocks\.0, blocks\.1, got 2 steps of embed, blocks\.0/,
    );
    const short = { ...policy, cells: policy.cells.slice(1) };
    expect(() => createSiteHook(optionsOf(workload, short, 0.1))).toThrow(/got 1 steps/);
  });

  it('refuses a scheme that restores without a checkpoint plan, and an uncovered operating point', () => {
    expect(() => createSiteHook(optionsOf(workload, policyOf(workload, ROLLBACK), 0.1))).toThrow(
      /policy\.checkpoint: expected a checkpoint plan, because 'rollback-abft'/,
    );
    const low = { ...bothKinds, operatingPoints: [{ voltageV: 0.3, frequencyHz: 2e9 }] };
    expect(() => createSiteHook(optionsOf(workload, low, 0.1))).toThrow(/error curve 'flat' covers 0\.6 V/);
  });

  it('refuses accumulators of another batch', () => {
    const { hook } = createSiteHook(optionsOf(workload, bothKinds, 0.1, { images: [0, 1] }));
    expect(() => hook({ gemm: gemms[0], step: 0 }, accumulatorsOf(gemms[0], 1))).toThrow(
      /expected accumulators of 2 images with 256 words each, got 1 images and 256 words/,
    );
  });
});
