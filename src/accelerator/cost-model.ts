import { bugError } from '../core/errors.js';
import type { SiteCounts } from '../core/ledger.js';
import type { Policy } from '../core/policy.js';
import { requireFit } from '../core/policy-fit.js';
import type { Workload } from '../core/workload.js';
import type { Accelerator } from './accelerator.js';
import type { Cost } from './cost.js';
import { CostMeter } from './cost-meter.js';
import type { GemmMapping } from './gemm-mapping.js';
import { policyViolation } from './policy-violation.js';
import { switchingViolation } from './switching.js';
import { type WorkloadCosts, workloadCosts } from './workload-costs.js';

/** Prices policies for one workload on one accelerator. */
export interface CostModel {
  /** How each product of the workload runs: tiling, loop order, cycles and bytes. */
  readonly mappings: readonly GemmMapping[];
  /**
   * Cost of one image under a policy, with checkpoint and rollback traffic as counted in a run, or as expected.
   *
   * @param counts of this workload, at least one image
   * @throws InputError when the policy's blocks or steps are not the workload's
   */
  cost(policy: Policy, counts: SiteCounts): Cost;
  /**
   * Why the accelerator cannot run the policy, or null when it can: operating points out of reach, or changes that
   * follow one another faster than the regulator.
   */
  violation(policy: Policy): string | null;
}

/**
 * Cost of running a workload under policies. Per product and step: energies at the cell's voltage, array time
 * `cycles / f`, DRAM time of all its traffic, and latency the larger of the two (array and memory overlap within a
 * product, products follow one another); then the block's vector operations, which nothing overlaps. The core waits
 * while its operating point changes. The array's share of the costs adds up over products; what products share is
 * the residence of weights in the global buffer, alone.
 *
 * @param protectedGemms indices of the products that a protection covers in cells that ask for it
 */
export function createCostModel(
  accelerator: Accelerator,
  workload: Workload,
  protectedGemms: ReadonlySet<number>,
): CostModel {
  const costs = workloadCosts(accelerator, workload, protectedGemms);
  return {
    mappings: costs.mappings,
    cost(policy, counts) {
      requireFit(policy, workload);
      if (counts.images < 1) throw bugError('cost: expected counts of at least one image, got none');
      const meter = new CostMeter(accelerator, costs, policy, counts);
      meter.run();
      return meter.result();
    },
    violation(policy) {
      requireFit(policy, workload);
      return (
        policyViolation(accelerator, policy) ??
        switchingViolation(accelerator.transitions, policy, shortestCellS(costs, policy))
      );
    },
  };
}

/** Time of each cell in s, `steps x blocks`, if it never waits for DRAM: switching is judged without waiting for a run. */
function shortestCellS({ gemmsOfBlock, perGemm, vectorCycles }: WorkloadCosts, policy: Policy): Float64Array {
  const blockCycles = gemmsOfBlock.map(
    (gemms, block) => gemms.reduce((sum, gemm) => sum + perGemm.cycles[gemm], 0) + vectorCycles[block],
  );
  const blocks = blockCycles.length;
  const cellS = new Float64Array(policy.cells.length * blocks);
  policy.cells.forEach((row, step) => {
    row.forEach(({ point }, block) => {
      cellS[step * blocks + block] = blockCycles[block] / policy.operatingPoints[point].frequencyHz;
    });
  });
  return cellS;
}
