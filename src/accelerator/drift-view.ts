/**
 * DRIFT's published cost model, as a named view for comparing with it (arXiv 2604.09073; formulas and constants read in
 * its public experiment code, github.com/Celeste025/TalyorSeerFaultTolerance @074b2d1a, inferred to be the authors':
 * cal_power.py, plot_power_break_down.py). Its energy has two terms, weights from DRAM and operations of the array;
 * leakage, on-chip memories, activations, regulators and time are not in it.
 */

/** A bar of DRIFT's energy breakdown: memory and compute in units of the baseline's memory energy. */
export interface DriftBreakdown {
  readonly baselineCompute: number;
  readonly memory: number;
  readonly compute: number;
  /** Steps between two checkpoints. */
  readonly offloadInterval: number;
}

/** plot_power_break_down.py; the baseline's memory is 1. Offload intervals: the scripts of each network. */
export const DRIFT_BREAKDOWNS = {
  'dit-xl2-512': { baselineCompute: 5.81, memory: 1.2, compute: 3.17, offloadInterval: 10 },
  'pixart-xl2-1024': { baselineCompute: 39.9, memory: 1.8, compute: 23.48, offloadInterval: 8 },
  'sd15-unet-512': { baselineCompute: 6.61, memory: 1.18, compute: 4.01, offloadInterval: 10 },
} as const satisfies Readonly<Record<string, DriftBreakdown>>;

export type DriftNetwork = keyof typeof DRIFT_BREAKDOWNS;

/** Nominal voltage and checksum tile of the published model. */
const NOMINAL_V = 0.9;
const TILE = 32;

/** Energy saved by a bar against its baseline, 0..1. */
export const publishedSaving = ({ baselineCompute, memory, compute }: DriftBreakdown): number =>
  1 - (memory + compute) / (1 + baselineCompute);

/**
 * Compute energy of a policy relative to the baseline's memory energy: `k (V / 0.9)^2 (1 + 1/B)`, the bar chart's
 * form (its power script has `1 + 2/B`).
 *
 * @param baselineCompute k, the baseline's compute energy in units of its memory energy
 */
export const driftCompute = (baselineCompute: number, voltageV: number): number =>
  baselineCompute * (voltageV / NOMINAL_V) ** 2 * (1 + 1 / TILE);

/** The voltage at which {@link driftCompute} gives a published bar. */
export const impliedVoltageV = ({ baselineCompute, compute }: DriftBreakdown): number =>
  NOMINAL_V * Math.sqrt(compute / (baselineCompute * (1 + 1 / TILE)));

/**
 * Energy saved by DRIFT's formulas, 0..1.
 *
 * @param extraTraffic DRAM traffic of checkpoints and rollbacks relative to the weights'
 */
export function driftSaving(baselineCompute: number, voltageV: number, extraTraffic: number): number {
  return 1 - (1 + extraTraffic + driftCompute(baselineCompute, voltageV)) / (1 + baselineCompute);
}
