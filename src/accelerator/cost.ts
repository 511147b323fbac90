import { bugError, inputError } from '../core/errors.js';
import type { Ledger } from '../core/ledger.js';
import type { Policy } from '../core/policy.js';
import type { Workload } from '../core/workload.js';
import type { Accelerator } from './accelerator.js';
import { type Dram, dramEnergyJ, dramTimeS } from './dram.js';
import { type PointCosts, pointCosts } from './point-costs.js';
import { type WorkloadCosts, workloadCosts } from './workload-costs.js';

/** Where energy goes. */
export const ENERGY_COMPONENTS = [
  /** Multiply-accumulates. */
  'compute',
  /** Multiply-accumulates of checksums. */
  'checksum',
  /** Local buffers beside the array. */
  'sram',
  'globalBuffer',
  /** Leakage of array and on-chip memories over the whole latency. */
  'leakage',
  /** DRAM: weights streamed because they do not stay on the chip. */
  'weights',
  /** DRAM: activations that do not fit on the chip. */
  'activations',
  /** DRAM: checkpoints written, and values read back from them. */
  'checkpointWrite',
  'rollbackRead',
] as const;

export type EnergyComponent = (typeof ENERGY_COMPONENTS)[number];

/** What one image costs under a policy; means over the images of the ledger. */
export interface Cost {
  /** Sum of all components. */
  readonly energyJ: number;
  readonly energyByComponentJ: Readonly<Record<EnergyComponent, number>>;
  readonly latencyS: number;
  /** Latency if DRAM were infinitely fast. */
  readonly computeS: number;
  /** Latency in excess of `computeS`: the array waits for DRAM. */
  readonly stallS: number;
  /** Bytes moved to and from DRAM. */
  readonly dramBytes: number;
  /** Share of multiply-accumulates done at the nominal operating point, 0..1. */
  readonly nominalFraction: number;
  /** Multiply-accumulates per element and cycle while computing, 0..1; those of checksums do not count as done. */
  readonly utilisation: number;
  readonly weightsResident: boolean;
}

/** Prices policies for one workload on one accelerator. */
export interface CostModel {
  /**
   * Cost of one image under a policy, with checkpoint and rollback traffic as the ledger counted it.
   *
   * @param ledger counts of a run of this workload, at least one image
   * @throws InputError when the policy's blocks or steps are not the workload's
   */
  cost(policy: Policy, ledger: Ledger): Cost;
}

/**
 * Cost of running a workload under policies. Per product and step: energies at the cell's voltage, compute time
 * `cycles / f`, DRAM time of all its traffic, and latency the larger of the two (compute and memory overlap within a
 * product, products follow one another). Only matrix products are counted yet: norms, softmax, activation functions
 * and residual sums cost nothing, nor do transitions between operating points.
 *
 * @param protectedGemms indices of the products whose checksums are computed in cells protected by `rollback-abft`
 */
export function createCostModel(
  accelerator: Accelerator,
  workload: Workload,
  protectedGemms: ReadonlySet<number>,
): CostModel {
  const costs = workloadCosts(accelerator, workload, protectedGemms);
  return {
    cost(policy, ledger) {
      requireSameShape(policy, workload);
      if (ledger.images < 1) throw bugError('cost: expected a ledger of at least one image, got none');
      const meter = new Meter(costs, pointCosts(accelerator, policy), accelerator.dram, ledger);
      meter.run(policy);
      return meter.result(accelerator.array.rows * accelerator.array.cols);
    },
  };
}

function requireSameShape(policy: Policy, workload: Workload): void {
  const sameBlocks =
    policy.blocks.length === workload.blocks.length &&
    policy.blocks.every((block, i) => block === workload.blocks[i]);
  if (sameBlocks && policy.cells.length === workload.steps) return;
  throw inputError(
    `policy: expected ${workload.steps} steps of the blocks ${workload.blocks.join(', ')}, got ` +
      `${policy.cells.length} steps of ${policy.blocks.join(', ')}; use a policy made for this network`,
  );
}

/** Adds up one image; it lives for one call and allocates nothing per block or product. */
class Meter {
  private readonly energyJ: Record<EnergyComponent, number> = {
    compute: 0,
    checksum: 0,
    sram: 0,
    globalBuffer: 0,
    leakage: 0,
    weights: 0,
    activations: 0,
    checkpointWrite: 0,
    rollbackRead: 0,
  };
  private computeS = 0;
  private stallS = 0;
  private cycles = 0;
  private macs = 0;
  private nominalMacs = 0;
  private dramBytes = 0;

  constructor(
    private readonly costs: WorkloadCosts,
    private readonly points: PointCosts,
    private readonly dram: Dram,
    private readonly ledger: Ledger,
  ) {}

  run(policy: Policy): void {
    const { perGemm, gemmsOfBlock } = this.costs;
    const checks = policy.protections.map(({ scheme }) => scheme === 'rollback-abft');
    for (let step = 0; step < policy.cells.length; step++) {
      for (let block = 0; block < gemmsOfBlock.length; block++) {
        const { point, protection } = policy.cells[step][block];
        const checked = checks[protection];
        const computeS = this.compute(block, point, checked);
        const cycles = checked ? perGemm.checkedCycles : perGemm.cycles;
        const stallS = this.stall(step, gemmsOfBlock[block], cycles, this.points.frequencyHz[point]);
        this.computeS += computeS;
        this.stallS += stallS;
        this.energyJ.leakage += (computeS + stallS) * this.points.leakageW[point];
      }
    }
  }

  /** Counts the on-chip work of a block; returns its time in s. */
  private compute(block: number, point: number, checked: boolean): number {
    const { perBlock } = this.costs;
    const { points, energyJ } = this;
    const cycles = checked ? perBlock.checkedCycles[block] : perBlock.cycles[block];
    energyJ.compute += perBlock.computeJ[block] * points.coreScale[point];
    if (checked) energyJ.checksum += perBlock.checksumJ[block] * points.coreScale[point];
    energyJ.sram += perBlock.localMemoryJ[block] * points.localMemoryScale[point];
    energyJ.globalBuffer += perBlock.globalBufferJ[block] * points.globalBufferScale[point];
    this.cycles += cycles;
    this.macs += perBlock.macs[block];
    this.nominalMacs += perBlock.macs[block] * points.nominal[point];
    return cycles / points.frequencyHz[point];
  }

  /** Time in s that the products of a block wait for DRAM in excess of their own computing. */
  private stall(step: number, gemms: Int32Array, cycles: Float64Array, frequencyHz: number): number {
    let stallS = 0;
    for (let i = 0; i < gemms.length; i++) {
      const transferS = this.transfer(step, gemms[i]);
      if (transferS > 0) stallS += Math.max(0, transferS - cycles[gemms[i]] / frequencyHz);
    }
    return stallS;
  }

  /** Counts the DRAM traffic of a product; returns its time in s. Weights and activations stream over whole rows. */
  private transfer(step: number, gemm: number): number {
    const { dram, ledger, energyJ } = this;
    const written = ledger.at('checkpointWriteBytes', step, gemm);
    const read = ledger.at('rollbackReadBytes', step, gemm);
    const weightBytes = this.costs.perGemm.dramWeightBytes[gemm];
    const activationBytes = this.costs.perGemm.dramActivationBytes[gemm];
    if (written + read + weightBytes + activationBytes === 0) return 0;
    const images = ledger.images;
    const writtenBytes = written / images;
    const readBytes = read / images;
    const bytes = weightBytes + activationBytes + writtenBytes + readBytes;
    const writeActivations = ledger.at('checkpointRowActivations', step, gemm) / images;
    const readActivations = ledger.at('rollbackRowActivations', step, gemm) / images;
    const streamActivations = (weightBytes + activationBytes) / dram.rowBytes;
    energyJ.weights += dramEnergyJ(dram, weightBytes, 0);
    energyJ.activations += dramEnergyJ(dram, activationBytes, 0);
    energyJ.checkpointWrite += dramEnergyJ(dram, writtenBytes, writeActivations);
    energyJ.rollbackRead += dramEnergyJ(dram, readBytes, readActivations);
    this.dramBytes += bytes;
    return dramTimeS(dram, bytes, streamActivations + writeActivations + readActivations);
  }

  result(elements: number): Cost {
    return {
      energyJ: Object.values(this.energyJ).reduce((sum, energy) => sum + energy, 0),
      energyByComponentJ: this.energyJ,
      latencyS: this.computeS + this.stallS,
      computeS: this.computeS,
      stallS: this.stallS,
      dramBytes: this.dramBytes,
      nominalFraction: this.nominalMacs / this.macs,
      utilisation: this.macs / (this.cycles * elements),
      weightsResident: this.costs.weightsResident,
    };
  }
}
