import { describe, expect, it } from 'vitest';
import { razorStallCycles } from '../../src/accelerator/protection-overheads.js';
import type { Protection } from '../../src/core/policy.js';
import { mean, standardError } from '../../src/core/statistics/summary.js';
import type { Gemm } from '../../src/core/workload.js';
import { createSiteHook } from '../../src/reliability/site-hook.js';
import { accumulatorsOf, copyOf, gemmOf, optionsOf, policyOf, protectStruck, workloadOf } from './setups.js';

/** A product of operands that tells its word and its position apart. */
const product = (word: number, k: number) => 1000 * (k + 1) + (word % 7);

/** One run of a product of one site, and the words that the same faults would have left without protection. */
function runOnce(protection: Protection, gemm: Gemm, rate: number, trial = 0) {
  const workload = workloadOf([gemm]);
  const clean = accumulatorsOf(gemm, 1);
  const run = (entry: Protection) => {
    const { hook, ledger } = createSiteHook(optionsOf(workload, policyOf(workload, entry), rate, { trial }));
    const accumulators = { ...copyOf(clean), operands: { product } };
    hook({ gemm, step: 0 }, accumulators);
    return { data: accumulators.data, counts: ledger.totals() };
  };
  const faulty = run({ scheme: 'none' }).data;
  const hit = [...faulty.keys()].filter((word) => faulty[word] !== clean.data[word]);
  return { clean: clean.data, hit, ...run(protection) };
}

describe('razor', () => {
  it('corrects every late word and finds all of them', () => {
    const { clean, data, hit, counts } = runOnce({ scheme: 'razor' }, gemmOf(70, 50), 0.05);
    expect(data).toEqual(clean);
    expect(counts).toMatchObject({
      faultyWords: hit.length,
      flaggedWords: hit.length,
      flaggedFaultyWords: hit.length,
      correctedWords: hit.length,
    });
    expect(counts.stallCycles).toBeGreaterThan(0);
    expect(counts.stallCycles).toBeLessThan(hit.length);
  });

  it('misses the share that falls outside of its window', () => {
    const { clean, data, counts } = runOnce({ scheme: 'razor', coverage: 0.7 }, gemmOf(256, 256), 0.1);
    const left = data.filter((value, word) => value !== clean[word]).length;
    expect(left).toBe(counts.faultyWords - counts.correctedWords);
    // Standard deviation of the share: sqrt(0.21 / 6500) = 0.006.
    expect(Math.abs(counts.correctedWords / counts.faultyWords - 0.7)).toBeLessThan(0.025);
  });

  it('stalls once for the errors of one cycle', () => {
    // Of depth 1, element (i, j) works in cycle i + j: (0, 1) and (1, 0) coincide, in another tile they do not.
    const gemm = gemmOf(4, 8, { depth: 1 });
    const stalls = (words: number[]) =>
      protectStruck(
        { scheme: 'razor' },
        gemm,
        words.map((word) => [word, 8] as const),
      ).counts.stallCycles;
    expect(stalls([1, 8])).toBe(1);
    expect(stalls([1, 4, 8])).toBe(2);
    expect(stalls([0, 1, 8, 9])).toBe(3);
  });

  it.each([1e-3, 0.03, 0.3])('stalls as often as the formula for rates expects: %s', (rate) => {
    const gemm = gemmOf(128, 96, { depth: 200 });
    const stalls = Array.from(
      { length: 60 },
      (_, trial) => runOnce({ scheme: 'razor' }, gemm, rate, trial).counts.stallCycles,
    );
    const expected = razorStallCycles(gemm, { rows: 32, cols: 32, dataflow: 'os' }, rate);
    const error = 4 * (standardError(stalls) ?? 0);
    // The formula spreads activity evenly over all cycles, and a word may err in several of its updates.
    expect(mean(stalls)).toBeGreaterThan(expected * 0.8 - error);
    expect(mean(stalls)).toBeLessThan(expected * 1.2 + error);
  });
});

describe('te-drop and effort', () => {
  const gemm = gemmOf(64, 64, { depth: 16 });

  it('te-drop leaves out the product after the late one', () => {
    const { clean, data, hit, counts } = runOnce({ scheme: 'te-drop' }, gemm, 0.2);
    const dropped = hit.filter((word) => data[word] !== clean[word]);
    const ks = dropped.map((word) => (clean[word] - data[word] - (word % 7)) / 1000 - 1);
    expect(new Set(ks)).toEqual(new Set(Array.from({ length: 15 }, (_, k) => k + 1)));
    expect(counts).toMatchObject({
      droppedProducts: dropped.length,
      correctedWords: hit.length - dropped.length,
      flaggedFaultyWords: hit.length,
      flaggedWords: hit.length,
      stallCycles: 0,
    });
    // One in 16 errors is in the last update, after which nothing is dropped: 51 of 819, sd 7.
    expect(Math.abs(counts.correctedWords - hit.length / 16)).toBeLessThan(30);
    expect(data.filter((value, word) => value !== clean[word])).toHaveLength(dropped.length);
  });

  it('effort leaves out the late product itself, each with equal probability', () => {
    const { clean, data, hit, counts } = runOnce({ scheme: 'effort' }, gemm, 0.4);
    expect(counts).toMatchObject({ droppedProducts: hit.length, correctedWords: 0 });
    const histogram = new Float64Array(16);
    for (const word of hit) histogram[(clean[word] - data[word] - (word % 7)) / 1000 - 1]++;
    const expected = hit.length / 16;
    const chiSquare = histogram.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.9% quantile of chi-square with 15 degrees of freedom.
    expect(chiSquare).toBeLessThan(37.7);
  });

  it('refuse a site without operands', () => {
    expect(() => protectStruck({ scheme: 'te-drop' }, gemmOf(4, 4, { depth: 1000 }), [[0, 8]])).toThrow(
      /drops products, but its operands are not at hand/,
    );
  });
});

describe('green-tpu', () => {
  /** Words that stay wrong and words boosted, from the words of each array row in turn. */
  function replay(gemm: Gemm, hit: ReadonlySet<number>, boostedWords: number, side: number) {
    const wrong: number[] = [];
    let boosted = 0;
    for (let arrayRow = 0; arrayRow < side; arrayRow++) {
      let left = 0;
      for (let line = 0; line < gemm.count * gemm.rows; line++) {
        if ((line % gemm.rows) % side !== arrayRow) continue;
        for (let col = 0; col < gemm.cols; col++) {
          const word = line * gemm.cols + col;
          if (left > 0) {
            boosted++;
            left--;
          } else if (hit.has(word)) {
            wrong.push(word);
            left = boostedWords;
          }
        }
      }
    }
    return { wrong: wrong.sort((a, b) => a - b), boosted };
  }

  it.each([1, 7, 60, 10_000])('boosts the row of an error for its next words: %s', (boostedWords) => {
    const gemm = gemmOf(70, 50, { count: 2, depth: 9 });
    const { clean, data, hit, counts } = runOnce({ scheme: 'green-tpu', boostedWords }, gemm, 0.03);
    const expected = replay(gemm, new Set(hit), boostedWords, 32);
    const wrong = [...data.keys()].filter((word) => data[word] !== clean[word]);
    expect(wrong).toEqual(expected.wrong);
    expect(counts.boostedMacs).toBe(9 * expected.boosted);
    expect(counts).toMatchObject({
      faultyWords: wrong.length,
      flaggedWords: wrong.length,
      flaggedFaultyWords: wrong.length,
      correctedWords: 0,
    });
  });
});

describe('drift-zero-large', () => {
  it('clears late words of 2^18 and more, and no other', () => {
    const gemm = gemmOf(2, 3);
    const data = Int32Array.of(2 ** 20, 5, -5, 7, 9, 0);
    const accumulators = { ...accumulatorsOf(gemm, 1), data };
    const faults = [
      [1, 2 ** 18],
      [2, -(2 ** 18)],
      [3, 2 ** 17],
      [5, 2 ** 18 - 1],
    ] as const;
    const result = protectStruck({ scheme: 'drift-zero-large' }, gemm, faults, { accumulators });
    expect(result.data).toEqual([2 ** 20, 0, 0, 7 + 2 ** 17, 9, 2 ** 18 - 1]);
    expect(result.counts).toMatchObject({ clearedWords: 2, flaggedWords: 2, flaggedFaultyWords: 2 });
  });
});
