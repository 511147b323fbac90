import { describe, expect, it } from 'vitest';
import type { Protection } from '../../src/core/policy.js';
import type { Accumulators } from '../../src/core/site.js';
import { createSiteHook } from '../../src/reliability/site-hook.js';
import { accumulatorsOf, copyOf, gemmOf, optionsOf, policyOf, protectStruck, workloadOf } from './setups.js';

const gemm = gemmOf(70, 50, { count: 2, depth: 5 });

function runOnce(protection: Protection, rate: number, clean: Accumulators = accumulatorsOf(gemm, 1)) {
  const workload = workloadOf([gemm]);
  const { hook, ledger } = createSiteHook(optionsOf(workload, policyOf(workload, protection), rate));
  const struck = copyOf(clean);
  hook({ gemm, step: 0 }, struck);
  const wrong = [...struck.data.keys()].filter((word) => struck.data[word] !== clean.data[word]);
  return { wrong, counts: ledger.totals() };
}

describe('dmr', () => {
  it('finds what one of two independent runs got wrong, and repairs its tiles', () => {
    const { wrong, counts } = runOnce({ scheme: 'dmr' }, 1e-3);
    expect(wrong).toEqual([]);
    // 7000 words, twice 1e-3: 14 errors expected.
    expect(counts.faultyWords).toBeGreaterThan(4);
    expect(counts.flaggedWords).toBe(counts.faultyWords);
    expect(counts.flaggedFaultyWords).toBe(counts.faultyWords);
    expect(counts.recomputedTiles).toBeLessThanOrEqual(counts.faultyWords);
    expect(counts.recomputations).toBe(1);
  });

  it('hits twice as many words as one run, but for those hit twice', () => {
    const { counts } = runOnce({ scheme: 'dmr' }, 0.2);
    // 7000 (1 - 0.8^2) = 2520, sd 40.
    expect(Math.abs(counts.faultyWords - 2520)).toBeLessThan(200);
  });

  it('computes whole tiles again, once each', () => {
    const small = gemmOf(5, 7, { depth: 10 });
    // The same faults in both runs go unnoticed, whatever they are.
    const same = protectStruck({ scheme: 'dmr' }, small, [[0, 64]], { tileSize: 3 });
    expect(same.data[0] - same.clean[0]).toBe(64);
    expect(same.counts).toMatchObject({ faultyWords: 1, flaggedWords: 0, recomputations: 0 });
    const { counts } = runOnce({ scheme: 'dmr' }, 0.3);
    // All 2 x 3 x 2 tiles: 64 + 6 rows, 32 + 18 columns.
    expect(counts).toMatchObject({ recomputedTiles: 12, recomputedMacs: 7000 * 5 });
  });
});

describe('tmr', () => {
  it('outvotes errors of one run and computes nothing again', () => {
    const { wrong, counts } = runOnce({ scheme: 'tmr' }, 1e-3);
    expect(wrong).toEqual([]);
    expect(counts.faultyWords).toBeGreaterThan(6);
    expect(counts.correctedWords).toBe(counts.faultyWords);
    expect(counts.recomputations).toBe(0);
  });

  it('fails where two runs flip the same bit, as often as chance has it', () => {
    const rate = 0.4;
    const { wrong, counts } = runOnce({ scheme: 'tmr' }, rate);
    // 3 p^2 (1 - p) x 1/31 of two runs, p^3 (1 - 30 x 29 / 31^2) of three: 116 of 7000 words, sd 11.
    const two = 3 * rate ** 2 * (1 - rate) * (1 / 31);
    const three = rate ** 3 * (1 - (30 * 29) / 31 ** 2);
    const expected = 7000 * (two + three);
    expect(Math.abs(wrong.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    // Three runs that agree on an error are not even noticed.
    expect(counts.flaggedWords).toBeLessThanOrEqual(counts.faultyWords);
    expect(counts.flaggedFaultyWords).toBe(counts.flaggedWords);
  });

  it('cannot see an error that all runs share', () => {
    const same = protectStruck({ scheme: 'tmr' }, gemmOf(3, 3), [[4, -64]]);
    expect(same.data[4] - same.clean[4]).toBe(-64);
    expect(same.counts).toMatchObject({ faultyWords: 1, flaggedWords: 0, correctedWords: 0 });
  });
});

describe('range-check', () => {
  /** Full scale 100 units in column 0 and 50 in column 1. */
  const accumulators: Accumulators = {
    data: Int32Array.of(100, -50, 10, 51, 0, 20),
    images: 1,
    scale: Float32Array.of(0.5, 1),
    outputRange: 50,
  };
  const product = gemmOf(3, 2, { depth: 8 });
  const check = (repair: 'clear' | 'recompute', factor: number) =>
    protectStruck(
      { scheme: 'range-check', factor, repair },
      product,
      [
        [4, 128],
        [5, -16],
      ],
      { accumulators },
    );

  it('clears what lies beyond the range, correct or not, and leaves small errors', () => {
    const { data, counts } = check('clear', 1);
    expect(data).toEqual([100, -50, 10, 0, 0, 4]);
    expect(counts).toMatchObject({ flaggedWords: 2, flaggedFaultyWords: 1, clearedWords: 2, faultyWords: 2 });
    expect(check('clear', 1.1).counts).toMatchObject({ flaggedWords: 1, flaggedFaultyWords: 1 });
    expect(check('clear', 1.28).counts.flaggedWords).toBe(0);
  });

  it('computes it again, with what lies where flagged rows and columns cross', () => {
    const { data, counts } = check('recompute', 1);
    expect(data).toEqual([100, -50, 10, 51, 0, 20]);
    // Words (1, 1) and (2, 0): two rows and two columns.
    expect(counts).toMatchObject({
      recomputations: 1,
      recomputedTiles: 1,
      recomputedMacs: 4 * 8,
      flaggedWords: 2,
    });
    const one = check('recompute', 1.1);
    expect(one.data).toEqual([100, -50, 10, 51, 0, 4]);
    expect(one.counts.recomputedMacs).toBe(8);
  });
});
