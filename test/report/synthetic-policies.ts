import { type Policy, protectionAt } from '../../src/core/policy.js';
import type { RandomStream } from '../../src/core/random-stream.js';
import { thresholdBitOf } from '../../src/core/threshold-bit.js';
import type { Assignment, Metrics } from '../../src/core/trial.js';

export const STEPS = 20;
export const BLOCKS = ['embed', ...Array.from({ length: 12 }, (_, i) => `blocks.${i}`), 'head'];
export const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };
const VOLTAGES = [0.62, 0.65, 0.68, 0.71, 0.74, 0.78, 0.82];
const OVERCLOCKED = { voltageV: 0.9, frequencyHz: 2.6e9 };

/** What a made-up trial costs and does; the shape of the relations is plausible, the numbers are not measured. */
export interface SyntheticTrial {
  readonly assignment: Assignment;
  readonly policy: Policy;
}

/** A policy like DRIFT's: some nominal steps, then a voltage per half of the network, protected or not. */
export function syntheticTrial(rng: RandomStream): SyntheticTrial {
  const nominalSteps = rng.integer(6);
  const first = { voltageV: VOLTAGES[rng.integer(VOLTAGES.length)], frequencyHz: 2e9 };
  const late = { voltageV: VOLTAGES[rng.integer(VOLTAGES.length)], frequencyHz: 2e9 };
  const second = rng.uniform() < 0.3 ? OVERCLOCKED : late;
  const thresholdBit = 6 + rng.integer(10);
  const offloadInterval = [4, 5, 10][rng.integer(3)];
  const layout = rng.uniform() < 0.5 ? ('row-major' as const) : ('tile-contiguous' as const);
  const policy: Policy = {
    format: 'leeway-policy/1',
    blocks: BLOCKS,
    operatingPoints: [NOMINAL, first, second],
    protections: [{ scheme: 'none' }, { scheme: 'rollback-abft', thresholdBit }],
    checkpoint: { offloadInterval, layout },
    cells: Array.from({ length: STEPS }, (_, step) =>
      BLOCKS.map((_, block) => {
        if (step < nominalSteps || block === 0) return { point: 0, protection: 0 };
        return { point: block < BLOCKS.length / 2 ? 1 : 2, protection: 1 };
      }),
    ),
  };
  const assignment = {
    nominalSteps,
    'voltage[0]': first.voltageV,
    'voltage[1]': second.voltageV,
    'frequency[1]': second.frequencyHz,
    'abft.thresholdBit': thresholdBit,
    'checkpoint.offloadInterval': offloadInterval,
    'checkpoint.layout': layout,
  };
  return { assignment, policy };
}

/** 0 at the nominal point, about 1e-3 at 0.68 V or 2.6 GHz. */
function wordErrorRate(voltageV: number, frequencyHz: number): number {
  const stress = (0.9 - voltageV) * 63 + (frequencyHz / 2e9 - 1) * 47;
  return stress === 0 ? 0 : Math.min(0.05, 1e-9 * Math.exp(stress));
}

/** Faulty words per image in a cell, before any noise. */
export function faultyWords(policy: Policy, step: number, block: number): number {
  const point = policy.operatingPoints[policy.cells[step][block].point];
  return 5e4 * wordErrorRate(point.voltageV, point.frequencyHz);
}

/** Energy by component in joule and latency in second. */
export function syntheticCost(policy: Policy): { parts: Record<string, number>; latencyS: number } {
  const parts = { compute: 0, sram: 0, leakage: 0, hbm: 1.1e-4, checksum: 0, checkpoint: 0, rollback: 0 };
  let latencyS = 0;
  for (let step = 0; step < STEPS; step++) {
    for (let block = 0; block < BLOCKS.length; block++) {
      const cell = policy.cells[step][block];
      const { voltageV, frequencyHz } = policy.operatingPoints[cell.point];
      const square = (voltageV / 0.9) ** 2;
      const time = 1.4e-5 * (2e9 / frequencyHz);
      latencyS += time;
      parts.compute += 6e-6 * square;
      parts.sram += 2.4e-6 * square;
      parts.leakage += 0.05 * time * (voltageV / 0.9);
      if (protectionAt(policy, step, block).scheme === 'none') continue;
      parts.checksum += 2.2e-7 * square;
      parts.checkpoint += 9e-7 / (policy.checkpoint?.offloadInterval ?? Infinity);
      const bytes = policy.checkpoint?.layout === 'row-major' ? 96 : 64;
      parts.rollback += Math.min(2e-6, faultyWords(policy, step, block) * bytes * 31e-12);
    }
  }
  return { parts, latencyS };
}

/** Scores with a little noise; early steps and coarse thresholds hurt most. */
export function syntheticMetrics(policy: Policy, images: number, rng: RandomStream): Metrics {
  const { parts, latencyS } = syntheticCost(policy);
  let damage = 0;
  for (let step = 0; step < STEPS; step++) {
    for (let block = 0; block < BLOCKS.length; block++) {
      const protection = protectionAt(policy, step, block);
      const bit = thresholdBitOf(protection);
      const passed = bit === null ? 1 : 2 ** (bit - 22);
      damage += (faultyWords(policy, step, block) * (passed + 2e-4) * Math.exp(-step / 4)) / 60;
    }
  }
  const luck = Math.exp((0.5 * rng.normal()) / Math.sqrt(images));
  const perceptualDistance = 2 * (1 - Math.exp(-damage)) * luck;
  return {
    energyJ: Object.values(parts).reduce((sum, part) => sum + part, 0),
    latencyS,
    perceptualDistance,
    psnrDb: 48 - 12 * Math.log10(1 + perceptualDistance * 400),
    classAccuracy: Math.max(0.1, 0.94 - 0.4 * perceptualDistance),
  };
}
