import type { Protection } from '../core/policy.js';
import { type Gemm, multiplyAccumulates, type Workload } from '../core/workload.js';
import type { Accelerator, Sram } from './accelerator.js';
import { createGemmMapper, type GemmMapping } from './gemm-mapping.js';
import { weightsAreResident } from './memory-traffic.js';
import { PROTECTION_OVERHEADS } from './protection-overheads.js';
import { type SystolicArray, systolicCycles } from './systolic-array.js';
import { vectorCycles, vectorOperations } from './vector-unit.js';

/** What one execution costs at nominal voltage, whatever the policy: one number per product. */
export interface GemmColumns {
  readonly macs: Float64Array;
  readonly cycles: Float64Array;
  readonly localMemoryJ: Float64Array;
  readonly globalBufferJ: Float64Array;
  /** DRAM traffic of weights and of activations in bytes, checkpoints apart. */
  readonly dramWeightBytes: Float64Array;
  readonly dramActivationBytes: Float64Array;
  /** Cycles of one pass of a B x B tile of the output (smaller where the product is), which a recomputation takes. */
  readonly tileCycles: Float64Array;
}

/** What a protection adds to each product that it covers. */
export interface OverheadColumns {
  /** Energy in multiply-accumulates. */
  readonly macs: Float64Array;
  readonly cycles: Float64Array;
  /** Accesses of the local buffers by further runs of the product, at nominal voltage. */
  readonly localMemoryJ: Float64Array;
}

/** The costs of a workload by product, those of the vector unit by block. */
export interface WorkloadCosts {
  readonly weightsResident: boolean;
  /** How each product is tiled and ordered. */
  readonly mappings: readonly GemmMapping[];
  /** Indices of each block's products. */
  readonly gemmsOfBlock: readonly Int32Array[];
  readonly perGemm: GemmColumns;
  overheadOf(protection: Protection): OverheadColumns;
  /** Per block. */
  readonly vectorCycles: Float64Array;
  readonly vectorJ: Float64Array;
}

/**
 * Costs of a workload's products and vector operations on an accelerator.
 *
 * @param protectedGemms indices of the products that a protection covers where a policy asks for it
 */
export function workloadCosts(
  accelerator: Accelerator,
  workload: Workload,
  protectedGemms: ReadonlySet<number>,
): WorkloadCosts {
  const { localMemory, globalBuffer } = accelerator;
  const weightsResident = weightsAreResident(workload, globalBuffer.capacityBytes);
  const mapGemm = createGemmMapper(accelerator, weightsResident);
  const mappings = workload.gemms.map(mapGemm);
  const column = (value: (mapping: GemmMapping) => number) => Float64Array.from(mappings, value);
  const perGemm: GemmColumns = {
    macs: Float64Array.from(workload.gemms, multiplyAccumulates),
    cycles: column(({ cycles }) => cycles),
    localMemoryJ: column((m) => accessEnergyJ(localMemory, m.localReadBytes, m.localWriteBytes)),
    globalBufferJ: column((m) => accessEnergyJ(globalBuffer, m.globalReadBytes, m.globalWriteBytes)),
    dramWeightBytes: column(({ dramWeightBytes }) => dramWeightBytes),
    dramActivationBytes: column(({ dramActivationBytes }) => dramActivationBytes),
    tileCycles: Float64Array.from(workload.gemms, (gemm) => tileCycles(gemm, accelerator.array)),
  };
  return {
    weightsResident,
    mappings,
    gemmsOfBlock: indicesByBlock(workload),
    perGemm,
    overheadOf: createOverheadOf(accelerator, workload, protectedGemms, perGemm),
    ...vectorColumns(accelerator, workload),
  };
}

function tileCycles({ rows, cols, depth }: Gemm, array: SystolicArray): number {
  const side = array.rows;
  return systolicCycles({ rows: Math.min(side, rows), cols: Math.min(side, cols), depth, count: 1 }, array);
}

function indicesByBlock({ blocks, gemms }: Workload): Int32Array[] {
  const indices = blocks.map((): number[] => []);
  gemms.forEach(({ block }, i) => {
    indices[block].push(i);
  });
  return indices.map((list) => Int32Array.from(list));
}

/** Overheads of protections, made when first asked for: a policy uses few of them. */
function createOverheadOf(
  { array, protection: hardware }: Accelerator,
  { gemms }: Workload,
  protectedGemms: ReadonlySet<number>,
  perGemm: GemmColumns,
): WorkloadCosts['overheadOf'] {
  const known = new Map<string, OverheadColumns>();
  const make = (scheme: Protection['scheme'], tileMultiple: number): OverheadColumns => {
    const { perProduct, reruns } = PROTECTION_OVERHEADS[scheme];
    const none = { macEquivalents: 0, cycles: 0 };
    const added = gemms.map((gemm, i) =>
      protectedGemms.has(i) ? perProduct(gemm, array, hardware, tileMultiple) : none,
    );
    const again = (column: Float64Array) =>
      column.map((value, i) => (protectedGemms.has(i) ? reruns * value : 0));
    return {
      macs: again(perGemm.macs).map((macs, i) => macs + added[i].macEquivalents),
      cycles: again(perGemm.cycles).map((cycles, i) => cycles + added[i].cycles),
      localMemoryJ: again(perGemm.localMemoryJ),
    };
  };
  return (protection) => {
    const tileMultiple = protection.scheme === 'approx-abft' ? (protection.tileMultiple ?? 1) : 1;
    const key = `${protection.scheme} ${tileMultiple}`;
    const columns = known.get(key) ?? make(protection.scheme, tileMultiple);
    known.set(key, columns);
    return columns;
  };
}

function vectorColumns({ vectorUnit }: Accelerator, { blocks, vectorOps }: Workload) {
  const cycles = new Float64Array(blocks.length);
  const energyJ = new Float64Array(blocks.length);
  for (const op of vectorOps) {
    const operations = vectorOperations(op);
    cycles[op.block] += vectorCycles(operations, vectorUnit);
    energyJ[op.block] += operations * vectorUnit.energyPerOperationJ;
  }
  return { vectorCycles: cycles, vectorJ: energyJ };
}

const accessEnergyJ = (memory: Sram, readBytes: number, writtenBytes: number) =>
  readBytes * memory.readEnergyPerByteJ + writtenBytes * memory.writeEnergyPerByteJ;
