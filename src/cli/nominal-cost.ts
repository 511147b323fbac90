import type { Cost } from '../accelerator/cost.js';
import { Ledger } from '../core/ledger.js';
import type { StudyContext } from './study-context.js';

/** What the nominal policy costs: no faults, so that no run is needed. */
export function nominalRun({ costModel, workload, nominalPolicy }: StudyContext): Cost {
  const ledger = Ledger.of(workload);
  ledger.images = 1;
  return costModel.cost(nominalPolicy, ledger);
}

/** Energy and latency of {@link nominalRun}. */
export function nominalCost(context: StudyContext) {
  const { energyJ, latencyS } = nominalRun(context);
  return { energyJ, latencyS };
}
