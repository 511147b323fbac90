import type { SiteCounts } from '../core/ledger.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';
import {
  BOUNDS,
  type Cost,
  ENERGY_COMPONENTS,
  type EnergyByComponent,
  type EnergyComponent,
  type PartCost,
} from './cost.js';
import { dramEnergyJ, dramTimeS } from './dram.js';
import type { PointCosts } from './point-costs.js';
import type { OverheadColumns, WorkloadCosts } from './workload-costs.js';

/** What is added up for every block: energies by component, times, and amounts of work. */
const COLUMNS = [
  ...ENERGY_COMPONENTS,
  'arrayS',
  'vectorS',
  'stallS',
  'transitionS',
  'dramS',
  'dramBytes',
  'macs',
  'cycles',
] as const;

type Column = (typeof COLUMNS)[number];
type Sums = Readonly<Record<Column, Float64Array>>;

/** Adds up one image's cost by block; it lives for one call and allocates nothing per cell or product. */
export class CostMeter {
  /** One number per block in each column. */
  private readonly sums: Sums;
  private nominalMacs = 0;
  private transitions = 0;
  private readonly elements: number;

  constructor(
    private readonly accelerator: Accelerator,
    private readonly costs: WorkloadCosts,
    private readonly points: PointCosts,
    private readonly counts: SiteCounts,
  ) {
    const blocks = costs.gemmsOfBlock.length;
    this.sums = Object.fromEntries(COLUMNS.map((column) => [column, new Float64Array(blocks)])) as Sums;
    this.elements = accelerator.array.rows * accelerator.array.cols;
  }

  /** Images follow one another, so that the first cell is entered from the last one's operating point. */
  run(policy: Policy): void {
    const overheads = policy.protections.map(({ scheme }) => this.costs.overheads[scheme]);
    let before = policy.cells.at(-1)?.at(-1)?.point ?? 0;
    for (let step = 0; step < policy.cells.length; step++) {
      const row = policy.cells[step];
      for (let block = 0; block < row.length; block++) {
        const { point, protection } = row[block];
        if (point !== before) this.switchPoint(block, before, point);
        this.runCell(step, block, point, overheads[protection]);
        before = point;
      }
    }
  }

  private switchPoint(block: number, from: number, to: number): void {
    const { points, sums } = this;
    const pair = from * points.frequencyHz.length + to;
    sums.transitionS[block] += points.transitionS[pair];
    sums.transition[block] += points.transitionJ[pair];
    sums.leakage[block] += points.transitionS[pair] * points.leakageW[to];
    this.transitions++;
  }

  private runCell(step: number, block: number, point: number, overhead: OverheadColumns): void {
    const { costs, points, sums } = this;
    const { perGemm } = costs;
    const gemms = costs.gemmsOfBlock[block];
    const frequencyHz = points.frequencyHz[point];
    const macJ = this.accelerator.core.energyPerMacJ * points.coreScale[point];
    let cycles = 0;
    let stallS = 0;
    for (let i = 0; i < gemms.length; i++) {
      const gemm = gemms[i];
      const gemmCycles = perGemm.cycles[gemm] + overhead.cycles[gemm];
      cycles += gemmCycles;
      sums.compute[block] += perGemm.macs[gemm] * macJ;
      sums.protection[block] += overhead.macs[gemm] * macJ;
      sums.sram[block] += perGemm.localMemoryJ[gemm] * points.localMemoryScale[point];
      sums.globalBuffer[block] += perGemm.globalBufferJ[gemm] * points.globalBufferScale[point];
      sums.macs[block] += perGemm.macs[gemm];
      this.nominalMacs += perGemm.macs[gemm] * points.nominal[point];
      const transferS = this.transfer(step, block, gemm);
      if (transferS > 0) stallS += Math.max(0, transferS - gemmCycles / frequencyHz);
    }
    const arrayS = cycles / frequencyHz;
    const vectorS = costs.vectorCycles[block] / frequencyHz;
    sums.cycles[block] += cycles;
    sums.arrayS[block] += arrayS;
    sums.vectorS[block] += vectorS;
    sums.stallS[block] += stallS;
    sums.vector[block] += costs.vectorJ[block] * points.coreScale[point];
    sums.leakage[block] += (arrayS + vectorS + stallS) * points.leakageW[point];
  }

  /** Counts the DRAM traffic of a product; returns its time in s. Weights and activations stream over whole rows. */
  private transfer(step: number, block: number, gemm: number): number {
    const { counts, sums } = this;
    const { dram } = this.accelerator;
    const { images } = counts;
    const writtenBytes = counts.at('checkpointWriteBytes', step, gemm) / images;
    const readBytes = counts.at('rollbackReadBytes', step, gemm) / images;
    const weightBytes = this.costs.perGemm.dramWeightBytes[gemm];
    const activationBytes = this.costs.perGemm.dramActivationBytes[gemm];
    const bytes = weightBytes + activationBytes + writtenBytes + readBytes;
    if (bytes === 0) return 0;
    let activations = (weightBytes + activationBytes) / dram.rowBytes;
    sums.weights[block] += dramEnergyJ(dram, weightBytes, 0);
    sums.activations[block] += dramEnergyJ(dram, activationBytes, 0);
    if (writtenBytes > 0) {
      const opened = counts.at('checkpointRowActivations', step, gemm) / images;
      sums.checkpointWrite[block] += dramEnergyJ(dram, writtenBytes, opened);
      activations += opened;
    }
    if (readBytes > 0) {
      const opened = counts.at('rollbackRowActivations', step, gemm) / images;
      sums.rollbackRead[block] += dramEnergyJ(dram, readBytes, opened);
      activations += opened;
    }
    const transferS = dramTimeS(dram, bytes, activations);
    sums.dramBytes[block] += bytes;
    sums.dramS[block] += transferS;
    return transferS;
  }

  result(): Cost {
    const { backgroundPowerW } = this.accelerator.dram;
    const { sums } = this;
    const blocks = this.costs.gemmsOfBlock.map((_, block) => {
      const latencyS =
        sums.arrayS[block] + sums.vectorS[block] + sums.stallS[block] + sums.transitionS[block];
      sums.dramBackground[block] = backgroundPowerW * latencyS;
      return this.part((column) => sums[column][block]);
    });
    const totals = Object.fromEntries(
      COLUMNS.map((column) => [column, sums[column].reduce((total, value) => total + value, 0)]),
    ) as Record<Column, number>;
    return {
      ...this.part((column) => totals[column]),
      blocks,
      transitions: this.transitions,
      nominalFraction: this.nominalMacs / totals.macs,
      weightsResident: this.costs.weightsResident,
    };
  }

  private part(sum: (column: Column) => number): PartCost {
    const energyByComponentJ = Object.fromEntries(
      ENERGY_COMPONENTS.map((component) => [component, sum(component)]),
    ) as Record<EnergyComponent, number> satisfies EnergyByComponent;
    const times = {
      arrayS: sum('arrayS'),
      vectorS: sum('vectorS'),
      stallS: sum('stallS'),
      transitionS: sum('transitionS'),
    };
    const dramS = sum('dramS');
    const cycles = sum('cycles');
    const byBound = {
      compute: times.arrayS,
      vector: times.vectorS,
      HBM: dramS,
      switching: times.transitionS,
    };
    return {
      ...times,
      energyJ: ENERGY_COMPONENTS.reduce((total, component) => total + energyByComponentJ[component], 0),
      energyByComponentJ,
      latencyS: times.arrayS + times.vectorS + times.stallS + times.transitionS,
      dramS,
      dramBytes: sum('dramBytes'),
      macs: sum('macs'),
      cycles,
      utilisation: cycles === 0 ? 0 : sum('macs') / (cycles * this.elements),
      bound: BOUNDS.reduce((most, bound) => (byBound[bound] > byBound[most] ? bound : most)),
    };
  }
}
