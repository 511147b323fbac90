import type { LedgerCounter, SiteCounts } from '../core/ledger.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';
import type { Cost } from './cost.js';
import { dramEnergyJ, dramTimeS } from './dram.js';
import { COST_COLUMNS, type CostColumn, partCost, TIME_PARTS } from './part-cost.js';
import { type PointCosts, pointCosts } from './point-costs.js';
import type { OverheadColumns, WorkloadCosts } from './workload-costs.js';

type Sums = Readonly<Record<CostColumn, Float64Array>>;

/** A cell, and how many cells of its block cost the same. */
interface RepeatedCell {
  readonly step: number;
  readonly block: number;
  times: number;
}

/** A cell at its operating point, and how many cells cost the same. */
interface CellRun {
  readonly step: number;
  readonly block: number;
  readonly point: number;
  readonly times: number;
}

/** Adds up one image's cost by block; it lives for one call. */
export class CostMeter {
  /** One number per block in each column. */
  private readonly sums: Sums;
  private nominalMacs = 0;
  private transitions = 0;
  private readonly elements: number;
  /** Of the policy's operating points and, behind them, the nominal one, at which repairs compute. */
  private readonly points: PointCosts;
  private readonly nominal: number;

  constructor(
    private readonly accelerator: Accelerator,
    private readonly costs: WorkloadCosts,
    private readonly policy: Policy,
    private readonly counts: SiteCounts,
  ) {
    const operatingPoints = [...policy.operatingPoints, accelerator.core.nominal];
    this.points = pointCosts(accelerator, { ...policy, operatingPoints });
    this.nominal = operatingPoints.length - 1;
    const blocks = costs.gemmsOfBlock.length;
    this.sums = Object.fromEntries(COST_COLUMNS.map((column) => [column, new Float64Array(blocks)])) as Sums;
    this.elements = accelerator.array.rows * accelerator.array.cols;
  }

  /** Images follow one another, so that the first cell is entered from the last one's operating point. */
  run(): void {
    const { policy } = this;
    const overheads = policy.protections.map((protection) => this.costs.overheadOf(protection));
    let before = policy.cells.at(-1)?.at(-1)?.point ?? 0;
    for (let step = 0; step < policy.cells.length; step++) {
      const row = policy.cells[step];
      for (let block = 0; block < row.length; block++) {
        const { point } = row[block];
        if (point !== before) this.switchPoint(block, before, point, 1);
        before = point;
      }
    }
    for (const { step, block, times } of this.distinctCells()) {
      const { point, protection } = policy.cells[step][block];
      this.runCell({ step, block, point, times }, overheads[protection]);
    }
  }

  /** Cells that cost the same, once with their number; nothing is allocated for the others. */
  private distinctCells(): Iterable<RepeatedCell> {
    const { counts, policy } = this;
    const blocks = policy.blocks.length;
    const distinct = new Map<number, RepeatedCell>();
    for (let step = 0; step < policy.cells.length; step++) {
      for (let block = 0; block < blocks; block++) {
        const key = (counts.kindOf?.(step, block) ?? step) * blocks + block;
        const known = distinct.get(key);
        if (known) known.times++;
        else distinct.set(key, { step, block, times: 1 });
      }
    }
    return distinct.values();
  }

  /** @param times changes per image; repairs make fewer than one */
  private switchPoint(block: number, from: number, to: number, times: number): void {
    const { points, sums } = this;
    const pair = from * points.frequencyHz.length + to;
    sums.transitionS[block] += times * points.transitionS[pair];
    sums.transition[block] += times * points.transitionJ[pair];
    sums.leakage[block] += times * points.transitionS[pair] * points.leakageW[to];
    this.transitions += times;
  }

  private runCell(cell: CellRun, overhead: OverheadColumns): void {
    const { block, point, times } = cell;
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
      sums.compute[block] += times * perGemm.macs[gemm] * macJ;
      sums.protection[block] +=
        times * (overhead.macs[gemm] * macJ + overhead.localMemoryJ[gemm] * points.localMemoryScale[point]);
      sums.sram[block] += times * perGemm.localMemoryJ[gemm] * points.localMemoryScale[point];
      sums.globalBuffer[block] += times * perGemm.globalBufferJ[gemm] * points.globalBufferScale[point];
      sums.macs[block] += times * perGemm.macs[gemm];
      this.nominalMacs += times * perGemm.macs[gemm] * points.nominal[point];
      const transferS = this.transfer(cell, gemm);
      if (transferS > 0) stallS += Math.max(0, transferS - gemmCycles / frequencyHz);
      this.repair(cell, gemm);
    }
    const arrayS = cycles / frequencyHz;
    const vectorS = costs.vectorCycles[block] / frequencyHz;
    sums.cycles[block] += times * cycles;
    sums.arrayS[block] += times * arrayS;
    sums.vectorS[block] += times * vectorS;
    sums.stallS[block] += times * stallS;
    sums.vector[block] += times * costs.vectorJ[block] * points.coreScale[point];
    sums.leakage[block] += times * (arrayS + vectorS + stallS) * points.leakageW[point];
  }

  /**
   * Adds what repairs of a product took beside DRAM traffic. Recomputed tiles pass the array at the nominal operating
   * point, one after another and overlapped with nothing, between two changes of the operating point per image that
   * recomputes; their operands come from the local buffers, in proportion to the product's own accesses. A stall
   * takes one cycle of the cell's clock and leakage. Boosted multiply-accumulates take what the nominal voltage costs
   * more, at the cell's clock: a lower bound where that is above the nominal one.
   */
  private repair({ step, block, point, times }: CellRun, gemm: number): void {
    const { counts, costs, nominal, points, sums } = this;
    const perImage = (counter: LedgerCounter) => (times * counts.at(counter, step, gemm)) / counts.images;
    const stalls = perImage('stallCycles');
    if (stalls > 0) this.wait(block, point, stalls);
    const { energyPerMacJ } = this.accelerator.core;
    const boosted = perImage('boostedMacs');
    sums.recompute[block] += boosted * energyPerMacJ * (points.coreScale[nominal] - points.coreScale[point]);
    const visits = perImage('recomputations');
    if (visits === 0) return;
    this.wait(block, nominal, perImage('recomputedTiles') * costs.perGemm.tileCycles[gemm]);
    const localMemoryJ = costs.perGemm.localMemoryJ[gemm] / costs.perGemm.macs[gemm];
    sums.recompute[block] +=
      perImage('recomputedMacs') *
      (energyPerMacJ * points.coreScale[nominal] + localMemoryJ * points.localMemoryScale[nominal]);
    this.switchPoint(block, point, nominal, visits);
    this.switchPoint(block, nominal, point, visits);
  }

  /** Lets the array take more cycles for repairs, at an operating point. */
  private wait(block: number, point: number, cycles: number): void {
    const { points, sums } = this;
    const seconds = cycles / points.frequencyHz[point];
    sums.cycles[block] += cycles;
    sums.recomputeS[block] += seconds;
    sums.leakage[block] += seconds * points.leakageW[point];
  }

  /** Counts the DRAM traffic of a product; returns its time in s. Weights and activations stream over whole rows. */
  private transfer({ step, block, times }: CellRun, gemm: number): number {
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
    sums.weights[block] += times * dramEnergyJ(dram, weightBytes, 0);
    sums.activations[block] += times * dramEnergyJ(dram, activationBytes, 0);
    if (writtenBytes > 0) {
      const opened = counts.at('checkpointRowActivations', step, gemm) / images;
      sums.checkpointWrite[block] += times * dramEnergyJ(dram, writtenBytes, opened);
      activations += opened;
    }
    if (readBytes > 0) {
      const opened = counts.at('rollbackRowActivations', step, gemm) / images;
      sums.rollbackRead[block] += times * dramEnergyJ(dram, readBytes, opened);
      activations += opened;
    }
    const transferS = dramTimeS(dram, bytes, activations);
    sums.dramBytes[block] += times * bytes;
    sums.dramS[block] += times * transferS;
    return transferS;
  }

  result(): Cost {
    const { backgroundPowerW } = this.accelerator.dram;
    const { sums } = this;
    const blocks = this.costs.gemmsOfBlock.map((_, block) => {
      sums.dramBackground[block] =
        backgroundPowerW * TIME_PARTS.reduce((s, part) => s + sums[part][block], 0);
      return partCost((column) => sums[column][block], this.elements);
    });
    const totals = Object.fromEntries(
      COST_COLUMNS.map((column) => [column, sums[column].reduce((total, value) => total + value, 0)]),
    ) as Record<CostColumn, number>;
    return {
      ...partCost((column) => totals[column], this.elements),
      blocks,
      transitions: this.transitions,
      nominalFraction: this.nominalMacs / totals.macs,
      weightsResident: this.costs.weightsResident,
    };
  }
}
