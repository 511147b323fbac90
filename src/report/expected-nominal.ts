import type { Cost } from '../accelerator/cost.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Outcome, Trial } from '../core/trial.js';

type Scored = Extract<Outcome, { status: 'scored' }>;

interface NominalStudy {
  readonly trials: readonly Trial[];
  readonly nominalPolicy: Policy;
  readonly nominalCost: Cost;
}

/**
 * What the nominal policy comes to before its confirmation: a trial's outcome where one tried it, else its cost. No
 * fault strikes it, so that its images are the fault-free ones, at distance 0.
 */
export function expectedNominal({ trials, nominalPolicy, nominalCost }: NominalStudy): Scored {
  const id = policyId(nominalPolicy);
  for (const { policyId, outcome } of trials) {
    if (policyId === id && outcome.status === 'scored') return outcome;
  }
  const { energyJ, latencyS, energyByComponentJ } = nominalCost;
  const parts = Object.entries(energyByComponentJ).map(([name, value]) => [`energyJ.${name}`, value]);
  return {
    status: 'scored',
    metrics: { energyJ, latencyS, perceptualDistance: 0 },
    standardErrors: {},
    diagnostics: Object.fromEntries(parts),
  };
}
