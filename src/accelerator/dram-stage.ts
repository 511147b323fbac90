import { inputError } from '../core/errors.js';
import { type Gemm, inputElements, multiplyAccumulates } from '../core/workload.js';
import type { Accelerator } from './accelerator.js';
import { dramBandwidthBytesPerS, dramEnergyJ } from './dram.js';
import { activationBytes, PARTIAL_SUM_BYTES } from './memory-traffic.js';
import { DATAFLOW_LOOPS, systolicCycles } from './systolic-array.js';
import { candidateTiles, leastTiling } from './tile-search.js';
import { type Tile, type Tiling, tileTraffic, trips } from './tiling.js';

/** What a product moves between DRAM and the global buffer, in bytes for all `count` of it. */
export interface DramTraffic {
  readonly weightReadBytes: number;
  readonly activationReadBytes: number;
  readonly activationWriteBytes: number;
}

/** How a product comes to the global buffer. */
export interface DramStage extends DramTraffic {
  /** Null when everything that it needs is on the chip. */
  readonly tiling: Tiling | null;
}

const NOTHING: DramStage = {
  tiling: null,
  weightReadBytes: 0,
  activationReadBytes: 0,
  activationWriteBytes: 0,
};

/**
 * Chooses what of a product passes DRAM. Nothing, when its weights are resident or both operands are activations that
 * fit beside the output; its weights alone, piece by piece and double-buffered, when the activations fit beside two
 * pieces; else weights and activations alike, in the tiling of least energy x delay.
 *
 * First order: each product is judged alone (a tensor that one keeps and the next fetches is written by neither), and
 * rows of a convolution's image that neighbouring tiles share are fetched once.
 *
 * @throws InputError when not even a tile of the array's size fits into the global buffer
 */
export function chooseDramStage(gemm: Gemm, accelerator: Accelerator, weightsResident: boolean): DramStage {
  const { capacityBytes } = accelerator.globalBuffer;
  if (gemm.weights === 'static' && weightsResident) return NOTHING;
  if (gemm.weights === 'dynamic' && activationBytes(gemm) <= capacityBytes) return NOTHING;
  if (gemm.weights === 'static') {
    const tiles = weightTiles(gemm, accelerator);
    if (tiles.length > 0) return bestStage(gemm, accelerator, tiles, streamWeights);
  }
  const tiles = candidateTiles(gemm, accelerator.array, deepestTile(gemm, capacityBytes / 2));
  if (tiles.length > 0) return bestStage(gemm, accelerator, tiles, streamAll);
  throw inputError(
    `${gemm.name}: expected a global buffer that holds one tile of accelerator ${accelerator.name}'s array, ` +
      `got ${capacityBytes} B; raise globalBuffer.capacity`,
  );
}

/** Pieces of the weights that fit twice beside the activations and, where cut in depth, the INT32 sums under way. */
function weightTiles(gemm: Gemm, { array, globalBuffer }: Accelerator): Tile[] {
  const free = globalBuffer.capacityBytes - activationBytes(gemm);
  const deepest = (rows: number, cols: number) => {
    if (2 * cols * gemm.depth <= free) return gemm.depth;
    return (free - (PARTIAL_SUM_BYTES - 1) * rows * cols) / (2 * cols);
  };
  return candidateTiles(gemm, array, deepest, [gemm.rows]);
}

/** Depth of which both operands' tiles and the output's fit; the output's is INT32 unless the tile is of full depth. */
const deepestTile = (gemm: Gemm, bytes: number) => (rows: number, cols: number) => {
  const bytesPerDepth = rows * inputShare(gemm) + cols;
  if (bytesPerDepth * gemm.depth + rows * cols <= bytes) return gemm.depth;
  return (bytes - PARTIAL_SUM_BYTES * rows * cols) / bytesPerDepth;
};

/** Elements of the left operand in memory per element of the unfolded one: below 1 for convolutions alone. */
export const inputShare = (gemm: Gemm): number => inputElements(gemm) / (gemm.count * gemm.rows * gemm.depth);

type Stream = (gemm: Gemm, tiling: Tiling) => DramTraffic;

const streamWeights: Stream = (gemm, tiling) => ({
  weightReadBytes: tileTraffic(gemm, tiling).rightReads,
  activationReadBytes: 0,
  activationWriteBytes: 0,
});

const streamAll: Stream = (gemm, tiling) => {
  const { leftReads, rightReads, outputWrites, partialSumWrites } = tileTraffic(gemm, tiling);
  const left = inputShare(gemm) * leftReads;
  const sums = PARTIAL_SUM_BYTES * partialSumWrites;
  const weights = gemm.weights === 'static' ? rightReads : 0;
  return {
    weightReadBytes: weights,
    activationReadBytes: left + rightReads - weights + sums,
    activationWriteBytes: outputWrites + sums,
  };
};

function bestStage(gemm: Gemm, accelerator: Accelerator, tiles: readonly Tile[], stream: Stream): DramStage {
  const tiling = leastTiling(tiles, (tiling) => energyDelay(gemm, accelerator, tiling, stream(gemm, tiling)));
  return { tiling, ...stream(gemm, tiling) };
}

/**
 * Energy x delay of a product in Js, as far as it depends on the stage: DRAM, its passage through the global buffer,
 * partial sums there, and the array's restarts; local buffers apart.
 */
function energyDelay(
  gemm: Gemm,
  { array, core, globalBuffer, dram }: Accelerator,
  { tile }: Tiling,
  { weightReadBytes, activationReadBytes, activationWriteBytes }: DramTraffic,
): number {
  const read = weightReadBytes + activationReadBytes;
  const depthTrips = trips(gemm.depth, tile.depth);
  const sums = PARTIAL_SUM_BYTES * gemm.count * gemm.rows * gemm.cols * (depthTrips - 1);
  const bytes = read + activationWriteBytes;
  const energyJ =
    multiplyAccumulates(gemm) * core.energyPerMacJ +
    dramEnergyJ(dram, bytes, bytes / dram.rowBytes) +
    (activationWriteBytes + sums) * globalBuffer.readEnergyPerByteJ +
    (read + sums) * globalBuffer.writeEnergyPerByteJ;
  const { streamed } = DATAFLOW_LOOPS[array.dataflow];
  const cycles = systolicCycles(gemm, array, trips(gemm[streamed], tile[streamed]));
  return energyJ * Math.max(cycles / core.nominal.frequencyHz, bytes / dramBandwidthBytesPerS(dram));
}
