import { inputError } from '../core/errors.js';
import { type Gemm, inputElements, multiplyAccumulates } from '../core/workload.js';
import type { Accelerator } from './accelerator.js';
import { dramBandwidthBytesPerS, dramEnergyJ } from './dram.js';
import { chooseDramStage, type DramStage, inputShare } from './dram-stage.js';
import { PARTIAL_SUM_BYTES } from './memory-traffic.js';
import { type OnChipWork, onChipWork, piecesOf } from './on-chip-work.js';
import { candidateTiles, leastTiling } from './tile-search.js';
import type { Tile, Tiling } from './tiling.js';

/**
 * How a product runs on an accelerator: its tilings, and cycles and bytes for all `count` of it. Operands and outputs
 * are INT8, partial sums INT32. The bytes of the global buffer include what passes it on the way from and to DRAM.
 */
export interface GemmMapping extends OnChipWork {
  /** Tiling of the local buffers, within a tile of `dramTiling` where there is one. */
  readonly bufferTiling: Tiling;
  /** Tiling of the global buffer; null when everything that the product needs is on the chip. */
  readonly dramTiling: Tiling | null;
  /** Weights read from DRAM. */
  readonly dramWeightBytes: number;
  /** Activations and partial sums read from and written to DRAM. */
  readonly dramActivationBytes: number;
}

export interface MappingOptions {
  /** Whether all weights of the workload stay in the global buffer (`weightsAreResident`). */
  readonly weightsResident: boolean;
}

/**
 * Maps one product: first what passes DRAM and in which pieces ({@link chooseDramStage}), then the tiling of the local
 * buffers with the least energy x delay at nominal voltage and frequency: energy of multiply-accumulates and of all
 * accesses, delay the longer of array and DRAM. Equal inputs give equal mappings ({@link candidateTiles} says what is tried).
 *
 * @throws InputError when a buffer is too small for a tile of the array's size
 */
export function mapGemm(
  gemm: Gemm,
  accelerator: Accelerator,
  { weightsResident }: MappingOptions,
): GemmMapping {
  const stage = chooseDramStage(gemm, accelerator, weightsResident);
  const piece = stage.tiling?.tile ?? gemm;
  const pieces = piecesOf(gemm, piece);
  const share = inputShare(gemm);
  const work = (tiling: Tiling) => onChipWork(gemm, pieces, tiling, accelerator.array, share);
  const bufferTiling = leastTiling(localTiles(gemm, piece, accelerator, share), (tiling) =>
    energyDelay(gemm, work(tiling), stage, accelerator),
  );
  const best = work(bufferTiling);
  const dramRead = stage.weightReadBytes + stage.activationReadBytes;
  return {
    bufferTiling,
    dramTiling: stage.tiling,
    cycles: best.cycles,
    localReadBytes: Math.round(best.localReadBytes),
    localWriteBytes: Math.round(best.localWriteBytes),
    globalReadBytes: Math.round(best.globalReadBytes + stage.activationWriteBytes),
    globalWriteBytes: Math.round(best.globalWriteBytes + dramRead),
    dramWeightBytes: Math.round(stage.weightReadBytes),
    dramActivationBytes: Math.round(stage.activationReadBytes + stage.activationWriteBytes),
  };
}

/** {@link mapGemm} that searches once per shape. */
export function createGemmMapper(
  accelerator: Accelerator,
  weightsResident: boolean,
): (gemm: Gemm) => GemmMapping {
  const mappings = new Map<string, GemmMapping>();
  return (gemm) => {
    const { rows, cols, depth, count, weights } = gemm;
    const key = `${rows} ${cols} ${depth} ${count} ${weights} ${inputElements(gemm)}`;
    const known = mappings.get(key);
    if (known) return known;
    const mapping = mapGemm(gemm, accelerator, { weightsResident });
    mappings.set(key, mapping);
    return mapping;
  };
}

/** Tiles of which half of each local buffer holds its operand's; outputs take INT32 unless sums never leave the array. */
function localTiles(
  gemm: Gemm,
  piece: Tile,
  { name, array, localMemory }: Accelerator,
  share: number,
): Tile[] {
  const { inputBytes, weightBytes, outputBytes } = localMemory;
  const tiles = candidateTiles(piece, array, (rows, cols) => {
    const depth = Math.min(inputBytes / 2 / (rows * share), weightBytes / 2 / cols);
    const depthPerVisit = array.dataflow === 'os' ? depth : array.rows;
    const bytesPerOutput = depthPerVisit >= gemm.depth ? 1 : PARTIAL_SUM_BYTES;
    return rows * cols * bytesPerOutput <= outputBytes / 2 ? depth : 0;
  });
  if (tiles.length > 0) return tiles;
  throw inputError(
    `${gemm.name}: expected local buffers of accelerator ${name} that hold two tiles of its ` +
      `${array.rows} x ${array.cols} array, got ${inputBytes} B of inputs, ${weightBytes} B of weights and ` +
      `${outputBytes} B of outputs; raise the capacities of localMemory`,
  );
}

/** Energy x delay of a product in Js; what passes DRAM is the same for every local tiling. */
function energyDelay(
  gemm: Gemm,
  work: OnChipWork,
  { weightReadBytes, activationReadBytes, activationWriteBytes }: DramStage,
  { core, localMemory, globalBuffer, dram }: Accelerator,
): number {
  const read = weightReadBytes + activationReadBytes;
  const bytes = read + activationWriteBytes;
  const energyJ =
    multiplyAccumulates(gemm) * core.energyPerMacJ +
    work.localReadBytes * localMemory.readEnergyPerByteJ +
    work.localWriteBytes * localMemory.writeEnergyPerByteJ +
    (work.globalReadBytes + activationWriteBytes) * globalBuffer.readEnergyPerByteJ +
    (work.globalWriteBytes + read) * globalBuffer.writeEnergyPerByteJ +
    dramEnergyJ(dram, bytes, bytes / dram.rowBytes);
  const arrayS = work.cycles / core.nominal.frequencyHz;
  return energyJ * Math.max(arrayS, bytes / dramBandwidthBytesPerS(dram));
}
