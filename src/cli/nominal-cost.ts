import { Ledger } from '../core/ledger.js';
import type { StudyContext } from './study-context.js';

/** What the nominal policy costs: no faults, so that no run is needed. */
export function nominalCost({ costModel, workload, nominalPolicy }: StudyContext) {
  const ledger = Ledger.of(workload);
  ledger.images = 1;
  const { energyJ, latencyS } = costModel.cost(nominalPolicy, ledger);
  return { energyJ, latencyS };
}
