import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { createCostModel } from '../../src/accelerator/cost-model.js';
import type { LedgerCounter } from '../../src/core/ledger.js';
import type { Protection } from '../../src/core/policy.js';
import { accelerator, gemm, ledgerOf, uniform, workload } from './round-numbers.js';

/** 64 x 64 x 64: 4 tiles of 32 x 32, 262144 MACs, 504 cycles, 20480 bytes read and 12288 written locally. */
const work = workload([gemm(0, 64, 64, 64)]);
const LOW = { voltageV: 0.5, frequencyHz: 5e8 };

/** Changes take 10 ns a volt, 3 ns to settle and 2 ns for the clock: 10 ns from LOW to nominal, and back. */
const switching: Accelerator = {
  ...accelerator,
  transitions: { slewSPerV: 10e-9, settleS: 3e-9, relockS: 2e-9, minDwellS: 0 },
};

function price(
  counts: Partial<Record<LedgerCounter, number>>,
  { protection = { scheme: 'abft' } as Protection, images = 1, on = accelerator, point = LOW } = {},
) {
  const model = createCostModel(on, work, new Set([0]));
  return model.cost(uniform(work, point, protection), ledgerOf(work, counts, images));
}

/** What counts add to a cost. */
function added(counts: Partial<Record<LedgerCounter, number>>, options: Parameters<typeof price>[1] = {}) {
  const without = price({}, options);
  const cost = price(counts, options);
  const energy = (component: keyof typeof cost.energyByComponentJ) =>
    cost.energyByComponentJ[component] - without.energyByComponentJ[component];
  return { cost, without, energy };
}

describe('what repairs cost, by hand', () => {
  it('recomputes tiles at nominal voltage and clock, with two changes of the operating point', () => {
    const counts = { recomputations: 1, recomputedTiles: 2, recomputedMacs: 2 * 32 * 32 * 64 };
    const { cost, without, energy } = added(counts, { on: switching });
    // Half of the product's MACs at 1 pJ, and half of its local accesses: 20480 x 1 pJ + 12288 x 2 pJ.
    expect(energy('recompute')).toBeCloseTo((131_072 + 45_056 / 2) * 1e-12, 18);
    // Two passes of 64 + 32 + 32 - 2 cycles at 1 GHz, although the cell runs at half of that.
    expect(cost.recomputeS).toBeCloseTo(252e-9, 15);
    expect(cost.transitionS).toBeCloseTo(20e-9, 15);
    expect(cost.latencyS - without.latencyS).toBeCloseTo(272e-9, 15);
    expect(cost.cycles - without.cycles).toBe(252);
    expect(cost.transitions).toBe(2);
    // Up: 8 nF x (1 - 0.25) V^2 / 2; the second domain keeps its voltage. Down: nothing.
    expect(energy('transition')).toBeCloseTo(3e-9, 15);
    // 6 mW at 1 V while it recomputes and rises, half of it while it falls.
    expect(energy('leakage')).toBeCloseTo(6e-3 * (252e-9 + 10e-9) + 3e-3 * 10e-9, 15);
    expect(cost.arrayS).toBe(without.arrayS);
    expect(cost.energyByComponentJ.compute).toBe(without.energyByComponentJ.compute);
  });

  it('is a mean over images, of which not every one recomputes', () => {
    const counts = { recomputations: 1, recomputedTiles: 2, recomputedMacs: 131_072 };
    const one = price(counts, { on: switching });
    const four = price(counts, { on: switching, images: 4 });
    expect(four.recomputeS).toBeCloseTo(one.recomputeS / 4, 15);
    expect(four.transitions).toBe(one.transitions / 4);
    expect(four.energyByComponentJ.recompute).toBeCloseTo(one.energyByComponentJ.recompute / 4, 18);
  });

  it('stalls for cycles of the cell’s clock, in which only leakage flows', () => {
    const { cost, without, energy } = added({ stallCycles: 100 }, { protection: { scheme: 'razor' } });
    expect(cost.recomputeS).toBeCloseTo(200e-9, 15);
    expect(cost.latencyS - without.latencyS).toBeCloseTo(200e-9, 15);
    expect(energy('leakage')).toBeCloseTo(3e-3 * 200e-9, 15);
    expect(energy('recompute')).toBe(0);
    expect(cost.transitions).toBe(0);
  });

  it('pays for boosted multiply-accumulates what the nominal voltage costs more, and no time', () => {
    const { cost, without, energy } = added(
      { boostedMacs: 1000 },
      {
        protection: { scheme: 'green-tpu', boostedWords: 4 },
      },
    );
    expect(energy('recompute')).toBeCloseTo(1000 * 0.75e-12, 18);
    expect(cost.latencyS).toBe(without.latencyS);
    const nominalVoltage = { point: { voltageV: 1, frequencyHz: 2e9 } };
    expect(added({ boostedMacs: 1000 }, nominalVoltage).energy('recompute')).toBe(0);
  });

  it('adds up: components to energy, parts to latency, blocks to the total', () => {
    const counts = {
      recomputations: 1,
      recomputedTiles: 3,
      recomputedMacs: 5e4,
      stallCycles: 7,
      boostedMacs: 900,
    };
    const cost = price(counts, { on: switching });
    const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
    expect(cost.energyJ).toBeCloseTo(sum(Object.values(cost.energyByComponentJ)), 18);
    const { arrayS, recomputeS, vectorS, stallS, transitionS } = cost;
    expect(cost.latencyS).toBeCloseTo(arrayS + recomputeS + vectorS + stallS + transitionS, 18);
    expect(cost.blocks[0].recomputeS).toBe(recomputeS);
    expect(cost.blocks[0].energyJ).toBeCloseTo(cost.energyJ, 18);
  });
});

describe('what redundancy costs, by hand', () => {
  it.each([
    { scheme: 'dmr', reruns: 1 },
    { scheme: 'tmr', reruns: 2 },
  ] as const)('$scheme: further runs of the array with their local accesses', ({ scheme, reruns }) => {
    const plain = price({}, { protection: { scheme: 'none' } });
    const cost = price({}, { protection: { scheme } });
    // Comparisons are free on this accelerator; a quarter of nominal energies at half the voltage.
    expect(cost.energyByComponentJ.protection).toBeCloseTo((reruns * (262_144 + 45_056) * 1e-12) / 4, 15);
    expect(cost.arrayS).toBeCloseTo((1 + reruns) * plain.arrayS, 15);
    expect(cost.energyByComponentJ.sram).toBe(plain.energyByComponentJ.sram);
  });

  it('is paid for protected products alone', () => {
    const model = createCostModel(accelerator, work, new Set());
    const cost = model.cost(uniform(work, LOW, { scheme: 'tmr' }), ledgerOf(work));
    expect(cost.energyByComponentJ.protection).toBe(0);
  });

  it('takes checksums of larger tiles for less', () => {
    const protection = (tileMultiple?: number): Protection => ({
      scheme: 'approx-abft',
      thresholdBit: 10,
      ...(tileMultiple && { tileMultiple }),
    });
    const protect = (entry: Protection) => price({}, { protection: entry }).energyByComponentJ.protection;
    // 2 / B of 262144 MACs at a quarter of 1 pJ, B being 32 and 64.
    expect(protect(protection())).toBeCloseTo((262_144 / 16 / 4) * 1e-12, 18);
    expect(protect(protection(1))).toBe(protect(protection()));
    expect(protect(protection(2))).toBeCloseTo(protect(protection()) / 2, 18);
  });
});
