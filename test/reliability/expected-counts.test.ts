import { describe, expect, it } from 'vitest';
import { LEDGER_COUNTERS, type LedgerCounter } from '../../src/core/ledger.js';
import {
  CHECKPOINT_LAYOUTS,
  type CheckpointLayout,
  type Policy,
  type Protection,
} from '../../src/core/policy.js';
import { mean, standardError } from '../../src/core/statistics/summary.js';
import type { Gemm, Workload } from '../../src/core/workload.js';
import { expectedCounts } from '../../src/reliability/expected-counts.js';
import { expectedRepair } from '../../src/reliability/expected-repair.js';
import type { ProtectionGeometry } from '../../src/reliability/protection-geometry.js';
import { createSiteHook } from '../../src/reliability/site-hook.js';
import {
  accumulatorsOf,
  copyOf,
  flatCurve,
  GEOMETRY,
  gemmOf,
  optionsOf,
  policyOf,
  workloadOf,
} from './setups.js';

const rollback = (thresholdBit: number) => ({ scheme: 'rollback-abft', thresholdBit }) as const;

interface Situation {
  readonly rate: number;
  readonly thresholdBit: number;
  readonly gemm: Gemm;
  readonly layout: CheckpointLayout;
  readonly geometry?: ProtectionGeometry;
}

/** Counts of many runs, each with faults of its own, at a step that has a checkpoint, beside what is expected. */
function compare({ rate, thresholdBit, gemm, layout, geometry = GEOMETRY }: Situation, runs: number) {
  const workload = workloadOf([gemm], 2);
  const policy = policyOf(workload, rollback(thresholdBit), { offloadInterval: 1, layout });
  const clean = accumulatorsOf(gemm, 1);
  const ledgers = Array.from({ length: runs }, (_, trial) => {
    const { hook, ledger } = createSiteHook(optionsOf(workload, policy, rate, { trial, geometry }));
    for (const step of [0, 1]) hook({ gemm, step }, copyOf(clean));
    return ledger;
  });
  const expected = expectedCounts({
    workload,
    policy,
    curve: flatCurve(rate),
    gemms: new Set([0]),
    geometry,
  });
  return (counter: LedgerCounter) => {
    const counts = ledgers.map((ledger) => ledger.at(counter, 1, 0));
    return {
      expected: expected.at(counter, 1, 0),
      mean: mean(counts),
      standardError: standardError(counts) ?? 0,
    };
  };
}

const REPAIR_COUNTERS = LEDGER_COUNTERS.filter((counter) =>
  /^(faulty|flagged|flaggedFaulty|restored|rollback)/.test(counter),
);

describe('expectedCounts against executed runs', () => {
  const edges = gemmOf(70, 50, { count: 2 });
  const small = { tileSize: 8, accessBytes: 16, rowBytes: 128 };
  const situations = [
    { rate: 2e-4, thresholdBit: 10, gemm: gemmOf(128, 96) },
    { rate: 3e-3, thresholdBit: 10, gemm: edges },
    { rate: 3e-3, thresholdBit: 0, gemm: gemmOf(33, 1, { count: 3 }) },
    { rate: 2e-3, thresholdBit: 24, gemm: gemmOf(1, 333) },
    { rate: 1e-2, thresholdBit: 16, gemm: gemmOf(30, 45), geometry: small },
  ].flatMap((situation) => CHECKPOINT_LAYOUTS.map((layout) => ({ ...situation, layout })));

  it.each(situations)(
    'is within 4 standard errors of their mean: $rate, 2^$thresholdBit, $gemm.rows x $gemm.cols, $layout',
    (situation) => {
      const counted = compare(situation, 600);
      for (const counter of REPAIR_COUNTERS) {
        const { expected, mean, standardError } = counted(counter);
        expect(mean, counter).toBeGreaterThan(0);
        expect(Math.abs(expected - mean) / standardError, counter).toBeLessThan(4);
      }
    },
  );

  it.each([
    { rate: 1e-2, thresholdBit: 10, within: 0.02 },
    { rate: 1e-2, thresholdBit: 16, within: 0.02 },
    { rate: 3e-2, thresholdBit: 4, within: 0.05 },
    { rate: 3e-2, thresholdBit: 10, within: 0.05 },
    { rate: 3e-2, thresholdBit: 16, within: 0.05 },
  ])('overestimates by what cancels at most: $within at $rate, 2^$thresholdBit', (situation) => {
    const counted = compare({ ...situation, gemm: gemmOf(128, 128), layout: 'row-major' }, 400);
    for (const counter of REPAIR_COUNTERS) {
      const { expected, mean, standardError } = counted(counter);
      expect(expected, counter).toBeGreaterThan(mean * (1 - 1e-6) - 4 * standardError);
      expect(expected, counter).toBeLessThan(mean * (1 + situation.within) + 4 * standardError);
    }
  });
});

describe('expectedCounts', () => {
  /** Two blocks of two products over 12 steps; every third step of the second block nominal, unprotected early on. */
  const gemms = [0, 1, 2, 3].map((index) =>
    gemmOf(40 + 8 * index, 72, { index, block: Math.floor(index / 2), count: 1 + (index % 2) }),
  );
  const workload: Workload = workloadOf(gemms, 12);
  const policy: Policy = {
    ...policyOf(workload, { scheme: 'none' }, { offloadInterval: 4, layout: 'row-major' }),
    protections: [{ scheme: 'none' }, rollback(10), rollback(31)],
    cells: Array.from({ length: 12 }, (_, step) => [
      { point: step < 2 ? 0 : 1, protection: 1 },
      { point: step % 3 === 0 ? 0 : 1, protection: step < 6 ? 0 : step < 9 ? 2 : 1 },
    ]),
  };
  const options = { workload, policy, curve: flatCurve(0.02), gemms: new Set([0, 1, 2]), geometry: GEOMETRY };

  it('writes checkpoints exactly as a run does, and is 0 exactly where a run can count nothing', () => {
    const { hook, ledger } = createSiteHook({ ...optionsOf(workload, policy, 0.02), ...options });
    for (let step = 0; step < 12; step++)
      for (const gemm of gemms) hook({ gemm, step }, accumulatorsOf(gemm, 1));
    const counts = expectedCounts(options);
    const at = (source: typeof ledger | typeof counts, counter: LedgerCounter) =>
      Array.from({ length: 12 }, (_, step) => gemms.map(({ index }) => source.at(counter, step, index)));
    for (const counter of ['checkpointWriteBytes', 'checkpointRowActivations'] as const) {
      expect(at(counts, counter)).toEqual(at(ledger, counter));
      expect(ledger.total(counter)).toBeGreaterThan(0);
    }
    const isPositive = (rows: number[][]) => rows.map((row) => row.map((count) => count > 0));
    for (const counter of REPAIR_COUNTERS)
      expect(isPositive(at(counts, counter)), counter).toEqual(isPositive(at(ledger, counter)));
    expect(counts.images).toBe(1);
  });

  it('shares what products of one shape have in common, and keeps their numbers apart', () => {
    const twice = [gemmOf(40, 72), gemmOf(40, 72, { index: 1, count: 3 })];
    const work = workloadOf(twice, 2);
    const counts = expectedCounts({
      ...options,
      workload: work,
      policy: policyOf(work, rollback(10), { offloadInterval: 1, layout: 'tile-contiguous' }),
      gemms: new Set([0, 1]),
    });
    for (const counter of REPAIR_COUNTERS)
      expect(counts.at(counter, 1, 1) / counts.at(counter, 1, 0)).toBeCloseTo(3, 12);
    expect(counts.at('checkpointWriteBytes', 0, 1)).toBe(3 * counts.at('checkpointWriteBytes', 0, 0));
  });

  it.each<Protection>([
    { scheme: 'razor' },
    { scheme: 'rollback-abft', thresholdBit: 10, restore: 'zero' },
    { scheme: 'rollback-abft', thresholdShare: 0.1 },
  ])('refuses what it has no closed form for: %o', (protection) => {
    const other = { ...policy, protections: [...policy.protections.slice(0, 2), protection] };
    expect(() => expectedCounts({ ...options, policy: other })).toThrow(
      /can be counted in a run, but not expected/,
    );
  });

  it('refuses a policy for another workload, and one that restores from no checkpoint', () => {
    expect(() => expectedCounts({ ...options, policy: { ...policy, blocks: ['embed'] } })).toThrow(
      /expected 12 steps of blocks/,
    );
    expect(() => expectedCounts({ ...options, policy: { ...policy, checkpoint: null } })).toThrow(
      /expected a checkpoint plan/,
    );
  });
});

describe('expectedRepair', () => {
  /** By all patterns of large, small and no errors in one tile. */
  function byEnumeration(height: number, width: number, any: number, large: number) {
    const words = height * width;
    const sums = { restoredTiles: 0, restoredWords: 0, restoredFaultyWords: 0, readRows: 0 };
    for (let pattern = 0; pattern < 3 ** words; pattern++) {
      const kinds = Array.from({ length: words }, (_, word) => Math.floor(pattern / 3 ** word) % 3);
      const chance = kinds.reduce((product, kind) => product * [1 - any, any - large, large][kind], 1);
      const rows = new Set(kinds.flatMap((kind, word) => (kind === 2 ? [Math.floor(word / width)] : [])));
      const cols = new Set(kinds.flatMap((kind, word) => (kind === 2 ? [word % width] : [])));
      const isRestored = (word: number) => rows.has(Math.floor(word / width)) && cols.has(word % width);
      sums.restoredTiles += rows.size > 0 ? chance : 0;
      sums.restoredWords += chance * rows.size * cols.size;
      sums.restoredFaultyWords += chance * kinds.filter((kind, word) => kind > 0 && isRestored(word)).length;
      sums.readRows += chance * rows.size;
    }
    return sums;
  }

  it.each([
    { height: 2, width: 3, any: 0.3, large: 0.2 },
    { height: 3, width: 3, any: 0.1, large: 0.01 },
    { height: 1, width: 4, any: 0.9, large: 0.9 },
    { height: 1, width: 1, any: 1, large: 1 },
    { height: 2, width: 2, any: 0.5, large: 0 },
  ])('adds up all patterns of errors in a $height x $width tile', ({ height, width, any, large }) => {
    const { readRows, ...expected } = byEnumeration(height, width, any, large);
    const gemm = { rows: height, cols: width, count: 1 };
    // Every row of the tile in a DRAM row of its own.
    const profile = { width, accesses: Float64Array.of(0, height), dramRows: Float64Array.of(0, height) };
    const geometry = { tileSize: 4, accessBytes: 4, rowBytes: 4 };
    const repair = expectedRepair(gemm, { any, large }, [profile], geometry);
    expect(repair.faultyWords).toBeCloseTo(height * width * any, 12);
    for (const [counter, value] of Object.entries(expected))
      expect(repair[counter as keyof typeof expected], counter).toBeCloseTo(value, 12);
    expect(repair.rollbackRowActivations).toBeCloseTo(readRows, 12);
    expect(repair.rollbackReadBytes).toBeCloseTo(4 * readRows, 12);
  });

  it('keeps its precision at rates near 0', () => {
    const gemm = { rows: 32, cols: 32, count: 1 };
    const { restoredWords, restoredTiles } = expectedRepair(gemm, { any: 1e-14, large: 1e-14 }, [], GEOMETRY);
    expect(restoredWords / 1024e-14).toBeCloseTo(1, 9);
    expect(restoredTiles / 1024e-14).toBeCloseTo(1, 9);
  });
});
