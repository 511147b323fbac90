import { BOUNDS, ENERGY_COMPONENTS, type EnergyByComponent, type PartCost } from './cost.js';

/** The times that add up to the latency. */
export const TIME_PARTS = ['arrayS', 'recomputeS', 'vectorS', 'stallS', 'transitionS'] as const;

/** What is added up: energies by component, times, and amounts of work. */
export const COST_COLUMNS = [
  ...ENERGY_COMPONENTS,
  ...TIME_PARTS,
  'dramS',
  'dramBytes',
  'macs',
  'cycles',
] as const;

export type CostColumn = (typeof COST_COLUMNS)[number];

/**
 * The cost of a part of the work from its sums.
 *
 * @param elements multiply-accumulate elements of the array
 */
export function partCost(sum: (column: CostColumn) => number, elements: number): PartCost {
  const pick = <C extends CostColumn>(columns: readonly C[]) =>
    Object.fromEntries(columns.map((column) => [column, sum(column)])) as Record<C, number>;
  const energyByComponentJ: EnergyByComponent = pick(ENERGY_COMPONENTS);
  const times = pick(TIME_PARTS);
  const { dramS, dramBytes, macs, cycles } = pick(['dramS', 'dramBytes', 'macs', 'cycles']);
  const byBound = {
    compute: times.arrayS + times.recomputeS,
    vector: times.vectorS,
    HBM: dramS,
    switching: times.transitionS,
  };
  return {
    ...times,
    energyJ: ENERGY_COMPONENTS.reduce((total, component) => total + energyByComponentJ[component], 0),
    energyByComponentJ,
    latencyS: TIME_PARTS.reduce((total, part) => total + times[part], 0),
    dramS,
    dramBytes,
    macs,
    cycles,
    utilisation: cycles === 0 ? 0 : macs / (cycles * elements),
    bound: BOUNDS.reduce((most, bound) => (byBound[bound] > byBound[most] ? bound : most)),
  };
}
