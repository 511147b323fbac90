import { type Gemm, multiplyAccumulates, type Workload } from '../core/workload.js';
import type { Accelerator, Sram } from './accelerator.js';
import { checkedCycles, checksumMacs } from './checksum.js';
import { dramTraffic, onChipTraffic, weightsAreResident } from './memory-traffic.js';
import { systolicCycles } from './systolic-array.js';

/** What one execution of a product costs at nominal voltage, whatever the policy. */
export interface GemmCost {
  readonly macs: number;
  readonly cycles: number;
  /** Cycles with checksums where a protection covers the product, else as without. */
  readonly checkedCycles: number;
  readonly computeJ: number;
  /** Energy on top of `computeJ` for those checksums. */
  readonly checksumJ: number;
  readonly localMemoryJ: number;
  readonly globalBufferJ: number;
  /** DRAM traffic of weights and of activations in bytes, checkpoints apart. */
  readonly dramWeightBytes: number;
  readonly dramActivationBytes: number;
}

/** One number per product, or per block, for every field of {@link GemmCost}. */
export type CostColumns = Readonly<Record<keyof GemmCost, Float64Array>>;

/** The costs of a workload by product, and their sums by block. */
export interface WorkloadCosts {
  readonly weightsResident: boolean;
  /** Indices of each block's products. */
  readonly gemmsOfBlock: readonly Int32Array[];
  readonly perGemm: CostColumns;
  readonly perBlock: CostColumns;
}

/**
 * Costs of a workload's products and blocks on an accelerator.
 *
 * @param protectedGemms indices of the products that a protection covers where a policy asks for it
 */
export function workloadCosts(
  accelerator: Accelerator,
  workload: Workload,
  protectedGemms: ReadonlySet<number>,
): WorkloadCosts {
  const weightsResident = weightsAreResident(workload, accelerator.globalBuffer.capacityBytes);
  const gemms = workload.gemms.map((gemm) =>
    gemmCost(accelerator, gemm, weightsResident, protectedGemms.has(gemm.index)),
  );
  const gemmsOfBlock = workload.blocks.map((_, block) =>
    Int32Array.from(workload.gemms.flatMap((gemm, i) => (gemm.block === block ? [i] : []))),
  );
  const sum = (field: keyof GemmCost, indices: Int32Array) =>
    indices.reduce((total, i) => total + gemms[i][field], 0);
  return {
    weightsResident,
    gemmsOfBlock,
    perGemm: columns((field) => Float64Array.from(gemms, (cost) => cost[field])),
    perBlock: columns((field) => Float64Array.from(gemmsOfBlock, (indices) => sum(field, indices))),
  };
}

function columns(column: (field: keyof GemmCost) => Float64Array): CostColumns {
  return {
    macs: column('macs'),
    cycles: column('cycles'),
    checkedCycles: column('checkedCycles'),
    computeJ: column('computeJ'),
    checksumJ: column('checksumJ'),
    localMemoryJ: column('localMemoryJ'),
    globalBufferJ: column('globalBufferJ'),
    dramWeightBytes: column('dramWeightBytes'),
    dramActivationBytes: column('dramActivationBytes'),
  };
}

/** Cost of one product. What comes from DRAM or goes there passes the global buffer with one more write. */
function gemmCost(
  accelerator: Accelerator,
  gemm: Gemm,
  weightsResident: boolean,
  isProtected: boolean,
): GemmCost {
  const { array, core, localMemory, globalBuffer } = accelerator;
  const onChip = onChipTraffic(gemm, accelerator);
  const dram = dramTraffic(gemm, globalBuffer.capacityBytes, weightsResident);
  const globalWriteBytes = onChip.globalWriteBytes + dram.weightBytes + dram.activationBytes;
  const cycles = systolicCycles(gemm, array);
  return {
    macs: multiplyAccumulates(gemm),
    cycles,
    checkedCycles: isProtected ? checkedCycles(gemm, array, array.rows) : cycles,
    computeJ: multiplyAccumulates(gemm) * core.energyPerMacJ,
    checksumJ: isProtected ? checksumMacs(gemm, array.rows) * core.energyPerMacJ : 0,
    localMemoryJ: accessEnergyJ(localMemory, onChip.localReadBytes, onChip.localWriteBytes),
    globalBufferJ: accessEnergyJ(globalBuffer, onChip.globalReadBytes, globalWriteBytes),
    dramWeightBytes: dram.weightBytes,
    dramActivationBytes: dram.activationBytes,
  };
}

const accessEnergyJ = (memory: Sram, readBytes: number, writtenBytes: number) =>
  readBytes * memory.readEnergyPerByteJ + writtenBytes * memory.writeEnergyPerByteJ;
