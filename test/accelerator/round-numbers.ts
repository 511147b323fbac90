import type { Accelerator } from '../../src/accelerator/accelerator.js';
import { Ledger, type LedgerCounter } from '../../src/core/ledger.js';
import type { OperatingPoint } from '../../src/core/operating-point.js';
import { type CheckpointPlan, type Policy, type Protection, uniformPolicy } from '../../src/core/policy.js';
import type { Gemm, Workload } from '../../src/core/workload.js';

/** An accelerator whose constants can be multiplied in one's head. */
export const accelerator: Accelerator = {
  name: 'round-numbers',
  summary: 'for arithmetic by hand',
  technologyM: 14e-9,
  array: { rows: 32, cols: 32, dataflow: 'os' },
  core: {
    nominal: { voltageV: 1, frequencyHz: 1e9 },
    minVoltageV: 0.5,
    maxVoltageV: 1,
    minFrequencyHz: 5e8,
    maxFrequencyHz: 2e9,
    energyPerMacJ: 1e-12,
    leakagePowerW: 1e-3,
  },
  vectorUnit: { lanes: 16, energyPerOperationJ: 2e-12, leakagePowerW: 0 },
  protection: {
    adderEnergyRatio: 0,
    adderAreaRatio: 0,
    shadowLatchEnergyRatio: 0.03,
    shadowLatchAreaRatio: 0.03,
  },
  domains: {
    core: {
      voltage: 'operating-point',
      minVoltageV: 0,
      regulator: 'ideal',
      railVoltageV: null,
      currentEfficiency: 1,
      capacitanceF: 8e-9,
    },
    fixed: {
      voltage: 'nominal',
      minVoltageV: 0,
      regulator: 'ideal',
      railVoltageV: null,
      currentEfficiency: 1,
      capacitanceF: 8e-9,
    },
  },
  transitions: { slewSPerV: 0, settleS: 0, relockS: 0, minDwellS: 0 },
  operatingPoints: {
    legal: 'range',
    pairs: [],
    undervolted: [{ voltageV: 1, frequencyHz: 1e9 }],
    overclocked: [{ voltageV: 1, frequencyHz: 1e9 }],
  },
  localMemory: {
    inputBytes: 65536,
    weightBytes: 65536,
    outputBytes: 65536,
    readEnergyPerByteJ: 1e-12,
    writeEnergyPerByteJ: 2e-12,
    leakagePowerW: 2e-3,
    domain: 'core',
  },
  globalBuffer: {
    capacityBytes: 2 ** 20,
    readEnergyPerByteJ: 10e-12,
    writeEnergyPerByteJ: 20e-12,
    leakagePowerW: 3e-3,
    domain: 'core',
  },
  dram: {
    energyPerByteJ: 100e-12,
    activationEnergyJ: 1e-9,
    backgroundPowerW: 0,
    accessBytes: 32,
    rowBytes: 1024,
    pseudoChannels: 16,
    bankGroups: 4,
    banksPerGroup: 4,
    // 16 channels of 1 GB/s.
    burstIntervalS: 32e-9,
    sameGroupBurstIntervalS: 32e-9,
    activateIntervalS: 4e-9,
    fourActivateWindowS: 16e-9,
    rowCycleS: 48e-9,
    rowMissS: 0,
    refreshS: 0,
    refreshIntervalS: 4e-6,
  },
  errorCurve: {
    name: 'line',
    source: 'made up',
    referenceFrequencyHz: 1e9,
    delay: [
      [0.5, 2],
      [1, 1],
    ],
    wordErrorRate: [
      [1.2, 1e-6],
      [1.8, 1e-2],
    ],
  },
  constants: [],
};

export function gemm(
  index: number,
  rows: number,
  depth: number,
  cols: number,
  other: Partial<Gemm> = {},
): Gemm {
  const name = `product${index}`;
  return { index, name, block: 0, layer: 'fc', rows, cols, depth, count: 1, weights: 'static', ...other };
}

export const workload = (
  gemms: readonly Gemm[],
  steps = 1,
  blocks: readonly string[] = ['block'],
): Workload => ({
  blocks,
  gemms,
  vectorOps: [],
  steps,
});

export const abft: Protection = { scheme: 'rollback-abft', thresholdBit: 10 };
export const everyTen: CheckpointPlan = { offloadInterval: 10, layout: 'row-major' };

export const uniform = (
  { blocks, steps }: Workload,
  point: OperatingPoint = accelerator.core.nominal,
  protection: Protection = { scheme: 'none' },
): Policy => uniformPolicy(blocks, steps, point, protection, everyTen);

/** A ledger with the same counts at every site of a workload. */
export function ledgerOf(
  work: Workload,
  counts: Partial<Record<LedgerCounter, number>> = {},
  images = 1,
): Ledger {
  const ledger = Ledger.of(work);
  ledger.images = images;
  for (const [counter, amount] of Object.entries(counts))
    for (let step = 0; step < work.steps; step++)
      for (const { index } of work.gemms) ledger.add(counter as LedgerCounter, step, index, amount);
  return ledger;
}
