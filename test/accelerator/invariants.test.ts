import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { createCostModel } from '../../src/accelerator/cost-model.js';
import { loadAccelerator } from '../../src/accelerator/load-accelerator.js';
import { Ledger } from '../../src/core/ledger.js';
import { uniformPolicy } from '../../src/core/policy.js';
import { multiplyAccumulates, type Workload, weightBytes } from '../../src/core/workload.js';
import { gemm, workload } from './round-numbers.js';

const ACCELERATORS = ['edge-32x32', 'drift-14nm', 'drift-14nm-full', 'tpu-like'].map((name) =>
  loadAccelerator(`accelerators/${name}.yaml`),
);
const none: ReadonlySet<number> = new Set();

const cleanLedger = (work: Workload) => Object.assign(Ledger.of(work), { images: 1 });
const costAt = (on: Accelerator, work: Workload, point = on.core.nominal) =>
  createCostModel(on, work, none).cost(uniformPolicy(work.blocks, work.steps, point), cleanLedger(work));

const accelerators = fc.constantFrom(...ACCELERATORS);
const sizes = fc.integer({ min: 1, max: 3000 });
const gemms = fc.record({
  rows: sizes,
  cols: sizes,
  depth: sizes,
  count: fc.integer({ min: 1, max: 8 }),
  weights: fc.constantFrom('static' as const, 'dynamic' as const),
});
const workloads = fc.array(gemms, { minLength: 1, maxLength: 3 }).map((products) =>
  workload(
    products.map(({ rows, cols, depth, count, weights }, i) =>
      gemm(i, rows, depth, cols, { weights, count: weights === 'static' ? 1 : count }),
    ),
    2,
  ),
);
const macsOf = ({ gemms, steps }: Workload) =>
  steps * gemms.reduce((sum, product) => sum + multiplyAccumulates(product), 0);

describe('on every accelerator that comes with Leeway', () => {
  it('cycles are never below multiply-accumulates per element', () => {
    fc.assert(
      fc.property(accelerators, workloads, (on, work) => {
        const { cycles, utilisation } = costAt(on, work);
        expect(cycles).toBeGreaterThanOrEqual(macsOf(work) / (on.array.rows * on.array.cols));
        expect(utilisation).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('DRAM bytes are never below the weights that do not stay on the chip, once a step', () => {
    fc.assert(
      fc.property(accelerators, workloads, (on, work) => {
        const { dramBytes, weightsResident } = costAt(on, work);
        expect(dramBytes).toBeGreaterThanOrEqual(weightsResident ? 0 : work.steps * weightBytes(work));
      }),
    );
  });

  it('energy falls with the voltage at one frequency, where nothing errs', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(accelerators, workloads, shares, shares, (on, work, a, b) => {
        const { nominal, minVoltageV } = on.core;
        const energyJ = (share: number) => {
          const voltageV = minVoltageV + share * (nominal.voltageV - minVoltageV);
          return costAt(on, work, { ...nominal, voltageV }).energyJ;
        };
        fc.pre(Math.abs(a - b) > 1e-3);
        expect(energyJ(Math.min(a, b))).toBeLessThan(energyJ(Math.max(a, b)));
      }),
    );
  });

  it('latency never rises with bandwidth', () => {
    const factors = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(accelerators, workloads, factors, (on, work, factor) => {
        const { burstIntervalS, sameGroupBurstIntervalS } = on.dram;
        const slowed = {
          burstIntervalS: burstIntervalS / factor,
          sameGroupBurstIntervalS: sameGroupBurstIntervalS / factor,
        };
        const slow = { ...on, dram: { ...on.dram, ...slowed } };
        expect(costAt(slow, work).latencyS).toBeGreaterThanOrEqual(costAt(on, work).latencyS * (1 - 1e-9));
      }),
    );
  });

  it('costs add up over products once it is settled whether weights stay', () => {
    fc.assert(
      fc.property(accelerators, workloads, (on, work) => {
        const whole = costAt(on, work);
        const parts = work.gemms.map((product) => costAt(on, { ...work, gemms: [{ ...product, index: 0 }] }));
        fc.pre(parts.every(({ weightsResident }) => weightsResident === whole.weightsResident));
        for (const quantity of ['energyJ', 'latencyS', 'cycles', 'dramBytes'] as const) {
          const sum = parts.reduce((total, part) => total + part[quantity], 0);
          expect(whole[quantity]).toBeCloseTo(sum, Math.max(0, 9 - Math.ceil(Math.log10(sum + 1e-12))));
        }
      }),
    );
  });

  it('blocks add up to the whole', () => {
    const work = workload([gemm(0, 64, 64, 64), gemm(1, 96, 64, 32, { block: 1 })], 3, ['first', 'second']);
    for (const on of ACCELERATORS) {
      const { blocks, energyJ, latencyS } = costAt(on, work);
      expect(blocks[0].energyJ + blocks[1].energyJ).toBeCloseTo(energyJ, 12);
      expect(blocks[0].latencyS + blocks[1].latencyS).toBeCloseTo(latencyS, 12);
    }
  });
});
