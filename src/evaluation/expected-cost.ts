import type { Accelerator } from '../accelerator/accelerator.js';
import { checkpointGeometry } from '../accelerator/checkpoint-geometry.js';
import type { Cost } from '../accelerator/cost.js';
import { type CostModel, createCostModel } from '../accelerator/cost-model.js';
import type { Policy } from '../core/policy.js';
import type { Workload } from '../core/workload.js';
import { expectedCounts } from '../reliability/expected-counts.js';
import { type SiteSet, selectGemms } from '../reliability/site-sets.js';

/** A cost model that needs no run: checkpoint and rollback traffic are expected values. */
export interface ExpectedCostModel extends Pick<CostModel, 'mappings' | 'violation'> {
  cost(policy: Policy): Cost;
}

/**
 * Costs of policies for a workload whose network nobody has to have.
 *
 * @param sites products that errors strike and protections guard
 */
export function createExpectedCostModel(
  accelerator: Accelerator,
  workload: Workload,
  sites: SiteSet,
): ExpectedCostModel {
  const gemms = selectGemms(sites, workload);
  const model = createCostModel(accelerator, workload, gemms);
  const geometry = checkpointGeometry(accelerator);
  const curve = accelerator.errorCurve;
  return {
    ...model,
    cost: (policy) => model.cost(policy, expectedCounts({ workload, policy, curve, gemms, geometry })),
  };
}
