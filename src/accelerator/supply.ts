/**
 * How the core's supply is made from its rail, as the factor on the rail's energy per operation at voltage
 * ratio `V / Vnominal`. `ideal`: lossless conversion, so energy follows the load's `C V^2`; DRIFT's published savings
 * assume it (arXiv 2604.09073, cost script: `(V / 0.9)^2`).
 */
const REGULATOR_ENERGY = {
  ideal: (ratio: number) => ratio * ratio,
} as const;

export type Regulator = keyof typeof REGULATOR_ENERGY;
export const REGULATORS = Object.keys(REGULATOR_ENERGY) as [Regulator, ...Regulator[]];

/** Whether a memory shares the core's supply, and scales with it, or has its own at nominal voltage. */
export const SUPPLIES = ['core', 'fixed'] as const;
export type Supply = (typeof SUPPLIES)[number];

/**
 * Dynamic energy relative to nominal.
 *
 * @param ratio core voltage / nominal core voltage, > 0
 */
export function dynamicScale(supply: Supply, regulator: Regulator, ratio: number): number {
  return supply === 'core' ? REGULATOR_ENERGY[regulator](ratio) : 1;
}

/**
 * Leakage power relative to nominal: proportional to the voltage, that is at constant leakage current. Assumed; real
 * currents fall with the voltage (drain-induced barrier lowering), so this does not flatter undervolting.
 *
 * @param ratio core voltage / nominal core voltage, > 0
 */
export function leakageScale(supply: Supply, ratio: number): number {
  return supply === 'core' ? ratio : 1;
}
