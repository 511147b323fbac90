import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { createCostModel } from '../../src/accelerator/cost-model.js';
import type { LedgerCounter } from '../../src/core/ledger.js';
import type { Policy } from '../../src/core/policy.js';
import { abft, accelerator, gemm, ledgerOf, uniform, workload } from './round-numbers.js';

const none: ReadonlySet<number> = new Set();
const work = workload([gemm(0, 64, 64, 64)]);
const price = (
  policy: Policy = uniform(work),
  counts: Partial<Record<LedgerCounter, number>> = {},
  on: Accelerator = accelerator,
) => createCostModel(on, work, new Set([0])).cost(policy, ledgerOf(work, counts));

describe('cost of one 64 x 64 x 64 product, by hand', () => {
  it('at the nominal point', () => {
    const cost = price();
    const { compute, sram, globalBuffer, leakage, ...others } = cost.energyByComponentJ;
    // 4 folds of 64 + 32 + 32 - 2 cycles at 1 GHz.
    expect(cost.latencyS).toBeCloseTo(504e-9, 15);
    expect(compute).toBeCloseTo(262_144e-12, 15);
    // 20480 B read at 1 pJ, 12288 B written at 2 pJ.
    expect(sram).toBeCloseTo(45_056e-12, 15);
    // 8192 B read at 10 pJ, 4096 B written at 20 pJ.
    expect(globalBuffer).toBeCloseTo(163_840e-12, 15);
    // 6 mW for 504 ns.
    expect(leakage).toBeCloseTo(3_024e-12, 15);
    expect(Object.values(others)).toEqual(Array(9).fill(0));
    expect(cost.energyJ).toBeCloseTo(474_064e-12, 15);
    expect(cost).toMatchObject({ weightsResident: true, nominalFraction: 1, stallS: 0, dramBytes: 0 });
    expect(cost.utilisation).toBeCloseTo(262_144 / (504 * 1024), 12);
  });

  it('at half the voltage and twice the frequency', () => {
    const cost = price(uniform(work, { voltageV: 0.5, frequencyHz: 2e9 }));
    expect(cost.latencyS).toBeCloseTo(252e-9, 15);
    expect(cost.energyByComponentJ.compute).toBeCloseTo(65_536e-12, 15);
    expect(cost.energyByComponentJ.sram).toBeCloseTo(11_264e-12, 15);
    expect(cost.energyByComponentJ.globalBuffer).toBeCloseTo(40_960e-12, 15);
    // Half the leakage power for half the time.
    expect(cost.energyByComponentJ.leakage).toBeCloseTo(756e-12, 15);
    expect(cost.nominalFraction).toBe(0);
  });

  it('keeps memories with their own supply at nominal energy', () => {
    const split: Accelerator = {
      ...accelerator,
      globalBuffer: { ...accelerator.globalBuffer, domain: 'fixed' },
    };
    const { energyByComponentJ } = price(uniform(work, { voltageV: 0.5, frequencyHz: 1e9 }), {}, split);
    expect(energyByComponentJ.globalBuffer).toBeCloseTo(163_840e-12, 15);
    expect(energyByComponentJ.sram).toBeCloseTo(11_264e-12, 15);
    // (1 + 2) mW at half the voltage and 3 mW at full, for 504 ns.
    expect(energyByComponentJ.leakage).toBeCloseTo(4.5e-3 * 504e-9, 15);
  });

  it('with checksums', () => {
    const cost = price(uniform(work, { voltageV: 0.5, frequencyHz: 1e9 }, abft));
    // 2/32 of 262144 multiply-accumulates at a quarter of the energy, and two cycles more per fold.
    expect(cost.energyByComponentJ.protection).toBeCloseTo(4_096e-12, 15);
    expect(cost.latencyS).toBeCloseTo(512e-9, 15);
    expect(cost.utilisation).toBeCloseTo(262_144 / (512 * 1024), 12);
  });

  it('computes no checksums for a product that no protection covers', () => {
    const cost = createCostModel(accelerator, work, none).cost(
      uniform(work, accelerator.core.nominal, abft),
      ledgerOf(work),
    );
    expect(cost).toEqual(price());
  });

  it('with a checkpoint that is written slower than the product is computed', () => {
    // 16 KiB in 16 rows: 1024 ns at 16 GB/s. The energy per byte holds the activation of each whole row.
    const cost = price(uniform(work), { checkpointWriteBytes: 16384, checkpointRowActivations: 16 });
    expect(cost.energyByComponentJ.checkpointWrite).toBeCloseTo(16384 * 100e-12, 15);
    expect(cost.latencyS).toBeCloseTo(1024e-9, 15);
    expect(cost.arrayS).toBeCloseTo(504e-9, 15);
    expect(cost.stallS).toBeCloseTo(520e-9, 15);
    expect(cost.dramBytes).toBe(16384);
    expect(cost.energyByComponentJ.leakage).toBeCloseTo(6e-3 * 1024e-9, 15);
  });

  it('with rollback reads of single accesses, each from another row', () => {
    // 4096 rows opened for 4096 x 32 B: 128 of them are in the energy per byte.
    const cost = price(uniform(work), { rollbackReadBytes: 131_072, rollbackRowActivations: 4096 });
    expect(cost.energyByComponentJ.rollbackRead).toBeCloseTo(131_072 * 100e-12 + 3968e-9, 12);
    // Data take 8192 ns; rows take 4096 x 4 ns / 16 = 1024 ns.
    expect(cost.latencyS).toBeCloseTo(8192e-9, 12);
    // One channel with the bandwidth of 16.
    const timing = { pseudoChannels: 1, burstIntervalS: 2e-9, sameGroupBurstIntervalS: 2e-9 };
    const narrow = { ...accelerator, dram: { ...accelerator.dram, ...timing } };
    const counts = { rollbackReadBytes: 131_072, rollbackRowActivations: 4096 };
    expect(price(uniform(work), counts, narrow).latencyS).toBeCloseTo(4096 * 4e-9, 12);
  });

  it('divides the ledger by its images', () => {
    const model = createCostModel(accelerator, work, new Set([0]));
    const counts = { rollbackReadBytes: 32_768, rollbackRowActivations: 40, checkpointWriteBytes: 1024 };
    const threefold = { rollbackReadBytes: 98_304, rollbackRowActivations: 120, checkpointWriteBytes: 3072 };
    expect(model.cost(uniform(work), ledgerOf(work, threefold, 3))).toEqual(
      model.cost(uniform(work), ledgerOf(work, counts, 1)),
    );
  });

  it('streams weights that do not fit, every step', () => {
    const small: Accelerator = {
      ...accelerator,
      globalBuffer: { ...accelerator.globalBuffer, capacityBytes: 13_000 },
    };
    const steps = workload([gemm(0, 64, 64, 64), gemm(1, 64, 64, 64)], 3);
    const cost = createCostModel(small, steps, none).cost(uniform(steps), ledgerOf(steps));
    expect(cost.weightsResident).toBe(false);
    expect(cost.energyByComponentJ.weights).toBeCloseTo(3 * 2 * 4096 * 100e-12, 15);
    expect(cost.energyByComponentJ.activations).toBe(0);
    // On top of 163840 pJ per product, each streamed byte is written to the global buffer. It has room for two
    // pieces of half the columns, so that the left operand goes to the local buffer twice.
    expect(cost.energyByComponentJ.globalBuffer).toBeCloseTo(
      3 * 2 * (163_840e-12 + 4096 * (20e-12 + 10e-12)),
      15,
    );
  });
});

describe('cost of a policy', () => {
  const blocks = ['first', 'second'];
  const mixed = workload(
    [
      gemm(0, 64, 96, 40),
      gemm(1, 20, 64, 64, { block: 1, count: 3, weights: 'dynamic' }),
      gemm(2, 64, 40, 96),
    ],
    4,
    blocks,
  );
  const model = createCostModel(accelerator, mixed, new Set([0, 2]));
  const voltages = fc.double({ min: 0.5, max: 1, noNaN: true });
  const frequencies = fc.double({ min: 5e8, max: 2e9, noNaN: true });
  // Rows in every channel alike, as many or more than the bytes fill.
  const rows = fc.integer({ min: 0, max: 10 }).map((perChannel) => 16 * perChannel);
  const traffic = (reads: number, misses: number, writes: number) => ({
    rollbackReadBytes: 1024 * reads,
    rollbackRowActivations: reads + misses,
    checkpointWriteBytes: 1024 * writes,
    checkpointRowActivations: writes,
  });
  const ledgers = fc
    .tuple(rows, rows, rows)
    .map((counts) => ({ counts, ledger: ledgerOf(mixed, traffic(...counts)) }));

  it('never rises in energy when the voltage falls at the same frequency and ledger', () => {
    fc.assert(
      fc.property(voltages, voltages, frequencies, ledgers, (a, b, frequencyHz, { ledger }) => {
        const at = (voltageV: number) =>
          model.cost(uniform(mixed, { voltageV, frequencyHz }, abft), ledger).energyJ;
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      }),
    );
  });

  it('never gets slower when the frequency rises', () => {
    fc.assert(
      fc.property(frequencies, frequencies, ledgers, (a, b, { ledger }) => {
        const at = (frequencyHz: number) =>
          model.cost(uniform(mixed, { voltageV: 1, frequencyHz }), ledger).latencyS;
        expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)) * (1 + 1e-12));
      }),
    );
  });

  it('never falls in energy or latency when more is read back', () => {
    fc.assert(
      fc.property(
        ledgers,
        rows,
        rows,
        ({ counts: [reads, misses, writes], ledger }, moreReads, moreMisses) => {
          const more = ledgerOf(mixed, traffic(reads + moreReads, misses + moreMisses, writes));
          const before = model.cost(uniform(mixed), ledger);
          const after = model.cost(uniform(mixed), more);
          expect(after.energyJ).toBeGreaterThanOrEqual(before.energyJ * (1 - 1e-12));
          expect(after.latencyS).toBeGreaterThanOrEqual(before.latencyS * (1 - 1e-12));
        },
      ),
    );
  });

  it('never gets faster with less DRAM bandwidth', () => {
    const factors = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(factors, ledgers, (factor, { ledger }) => {
        const burstIntervalS = accelerator.dram.burstIntervalS / factor;
        const slow = { ...accelerator, dram: { ...accelerator.dram, burstIntervalS } };
        const slowed = createCostModel(slow, mixed, new Set([0, 2])).cost(uniform(mixed), ledger);
        const { latencyS } = model.cost(uniform(mixed), ledger);
        expect(slowed.latencyS).toBeGreaterThanOrEqual(latencyS * (1 - 1e-12));
      }),
    );
  });

  it('adds up over products that share nothing', () => {
    const ledger = ledgerOf(mixed, { rollbackReadBytes: 5000, rollbackRowActivations: 7 });
    const parts = mixed.gemms.map((product) => {
      const single = workload([{ ...product, index: 0 }], 4, blocks);
      const protectedGemms = new Set(product.index === 1 ? [] : [0]);
      const counts = { rollbackReadBytes: 5000, rollbackRowActivations: 7 };
      return createCostModel(accelerator, single, protectedGemms).cost(
        uniform(single, accelerator.core.nominal, abft),
        ledgerOf(single, counts),
      );
    });
    const whole = model.cost(uniform(mixed, accelerator.core.nominal, abft), ledger);
    const sum = (of: (part: (typeof parts)[number]) => number) =>
      parts.reduce((total, part) => total + of(part), 0);
    expect(whole.energyJ).toBeCloseTo(
      sum((part) => part.energyJ),
      15,
    );
    expect(whole.latencyS).toBeCloseTo(
      sum((part) => part.latencyS),
      15,
    );
  });

  it('follows each cell’s point and protection', () => {
    const low = { voltageV: 0.5, frequencyHz: 5e8 };
    const policy: Policy = {
      ...uniform(mixed),
      operatingPoints: [accelerator.core.nominal, low],
      protections: [{ scheme: 'none' }, abft],
      // Only the second block of the last step runs low, and only there checksums would be computed.
      cells: Array.from({ length: 4 }, (_, step) => [
        { point: 0, protection: 0 },
        step === 3 ? { point: 1, protection: 1 } : { point: 0, protection: 0 },
      ]),
    };
    const nominal = model.cost(uniform(mixed), ledgerOf(mixed));
    const cost = model.cost(policy, ledgerOf(mixed));
    const firstMacs = 2 * 64 * 96 * 40;
    const secondMacs = 3 * 20 * 64 * 64;
    expect(cost.energyByComponentJ.protection).toBe(0);
    expect(cost.energyByComponentJ.compute).toBeCloseTo((4 * firstMacs + 3.25 * secondMacs) * 1e-12, 15);
    expect(cost.nominalFraction).toBeCloseTo(1 - secondMacs / (4 * (firstMacs + secondMacs)), 12);
    // 3 products of 1 x 2 folds of 126 cycles, at half the frequency.
    expect(cost.latencyS - nominal.latencyS).toBeCloseTo(756e-9, 15);
  });

  it('refuses a policy of other blocks or steps, and a ledger without images', () => {
    const other = workload(mixed.gemms, 4, ['first', 'third']);
    expect(() => model.cost(uniform(other), ledgerOf(mixed))).toThrow(
      'policy: expected 4 steps of blocks first, second, got 4 steps of first, third',
    );
    expect(() => model.cost(uniform({ ...mixed, steps: 5 }), ledgerOf(mixed))).toThrow('got 5 steps');
    expect(() => model.cost(uniform(mixed), ledgerOf(mixed, {}, 0))).toThrow('at least one image');
  });
});

describe('what comes on top of products', () => {
  const norm = { block: 0, kind: 'elementwise', elements: 1600 } as const;
  const half = { voltageV: 0.5, frequencyHz: 5e8 };

  it('is the vector unit, one operation a lane and cycle, after the products of its block', () => {
    const withNorm = { ...work, vectorOps: [norm] };
    const cost = createCostModel(accelerator, withNorm, none).cost(
      uniform(withNorm, half),
      ledgerOf(withNorm),
    );
    // 1600 operations on 16 lanes at 0.5 GHz, at a quarter of 2 pJ.
    expect(cost.vectorS).toBeCloseTo(200e-9, 15);
    expect(cost.energyByComponentJ.vector).toBeCloseTo(800e-12, 15);
    expect(cost.latencyS).toBeCloseTo(1008e-9 + 200e-9, 15);
  });

  it('is DRAM background over the whole latency', () => {
    const on = { ...accelerator, dram: { ...accelerator.dram, backgroundPowerW: 0.5 } };
    const { energyByComponentJ, latencyS } = price(uniform(work), {}, on);
    expect(energyByComponentJ.dramBackground).toBeCloseTo(0.5 * latencyS, 15);
  });

  it('is every change of the operating point, the one between two images included', () => {
    const transitions = { slewSPerV: 100e-9, settleS: 20e-9, relockS: 10e-9, minDwellS: 0 };
    const steps = workload([gemm(0, 64, 64, 64)], 4);
    const policy: Policy = {
      ...uniform(steps),
      operatingPoints: [accelerator.core.nominal, half],
      cells: [0, 1, 1, 1].map((point) => [{ point, protection: 0 }]),
    };
    const cost = createCostModel({ ...accelerator, transitions }, steps, none).cost(policy, ledgerOf(steps));
    expect(cost.transitions).toBe(2);
    // 0.5 V x 100 ns/V + 20 ns + 10 ns, down and up.
    expect(cost.transitionS).toBeCloseTo(2 * 80e-9, 15);
    // 8 nF charged from 0.5 V to 1 V: C (1 - 0.25) / 2, once an image.
    expect(cost.energyByComponentJ.transition).toBeCloseTo(3e-9, 15);
  });

  it('makes policies infeasible that change faster than the regulator', () => {
    const blocks = ['first', 'second'];
    const work = workload([gemm(0, 64, 64, 64), gemm(1, 64, 64, 64, { block: 1 })], 1, blocks);
    const flip: Policy = {
      ...uniform(work),
      operatingPoints: [accelerator.core.nominal, half],
      cells: [[0, 1].map((point) => ({ point, protection: 0 }))],
    };
    const violation = (minDwellS: number) => {
      const transitions = { slewSPerV: 0, settleS: 0, relockS: 0, minDwellS };
      return createCostModel({ ...accelerator, transitions }, work, none).violation(flip);
    };
    // 504 cycles at 1 GHz in the first block.
    expect(violation(500e-9)).toBeNull();
    expect(violation(510e-9)).toMatch(/first/);
    expect(
      createCostModel(accelerator, work, none).violation(uniform(work, { voltageV: 0.3, frequencyHz: 1e9 })),
    ).toMatch(/voltage/);
  });
});
