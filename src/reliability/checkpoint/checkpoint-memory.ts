import type { Accumulators } from '../../core/site.js';
import type { Gemm } from '../../core/workload.js';
import type { Lines } from '../protection/tile-syndromes.js';

/** Largest magnitude of an INT8 output: the code -128 is not used. */
const INT8_MAX = 127;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A site's accumulators when its checkpoint was last refreshed, with what is needed to requantise them. */
interface Snapshot {
  readonly data: Int32Array;
  /** INT8 codes per accumulator unit: scale / (outputRange / 127), per column or for all. */
  readonly codes: Float64Array;
  /** Real value of one INT8 code: outputRange / 127. */
  unit: number;
}

/**
 * The checkpoint of one run: for each matrix product, its output at the last refresh. One copy, overwritten.
 *
 * Hardware keeps the INT8 output. The emulation keeps the INT32 accumulators with their scales and quantises only
 * the words that are read back: the same values at the cost of a memory copy (measured: 0.2 to 0.4 ns a word
 * against 3 to 6 ns for quantising).
 */
export class CheckpointMemory {
  private readonly snapshots = new Map<number, Snapshot>();

  /** Overwrites the site's checkpoint with the whole batch's accumulators. */
  refresh(gemm: Gemm, { data, scale, outputRange }: Accumulators): void {
    let snapshot = this.snapshots.get(gemm.index);
    if (!snapshot) {
      snapshot = { data: new Int32Array(data.length), codes: new Float64Array(scale.length), unit: 0 };
      this.snapshots.set(gemm.index, snapshot);
    }
    snapshot.data.set(data);
    snapshot.unit = outputRange / INT8_MAX;
    // A site whose output was always 0 in calibration has no code but 0.
    const codesPerReal = outputRange > 0 ? INT8_MAX / outputRange : 0;
    for (let i = 0; i < scale.length; i++) snapshot.codes[i] = scale[i] * codesPerReal;
  }

  /** Whether the site has a checkpoint yet. */
  has(gemm: Gemm): boolean {
    return this.snapshots.has(gemm.index);
  }

  /**
   * Overwrites the words where `rows` and `cols` cross with their checkpoint at the scale of now, or with 0 while
   * there is none. What was stored is q = clamp(round(acc * scale / (outputRange / 127)), -127..127) at the scale
   * and range of the refresh; what is written is round(q * (outputRange / 127) / scaleNow), saturated to int32.
   * Halves round upwards.
   *
   * @param firstWord index into the batch's accumulators of the word in line 0 of `rows` and `cols`
   * @param firstCol column of that word
   */
  restore(
    gemm: Gemm,
    { data, scale }: Accumulators,
    firstWord: number,
    firstCol: number,
    rows: Lines,
    cols: Lines,
  ): void {
    const snapshot = this.snapshots.get(gemm.index);
    for (let i = 0; i < rows.count; i++) {
      const row = firstWord + rows.index[i] * gemm.cols;
      if (snapshot) recallRow(snapshot, data, scale, row, firstCol, cols);
      else for (let j = 0; j < cols.count; j++) data[row + cols.index[j]] = 0;
    }
  }
}

/** Overwrites the words of one row in the given columns; `row` is the index of the word in line 0 of `cols`. */
function recallRow(
  { data: stored, codes, unit }: Snapshot,
  data: Int32Array,
  scale: Float32Array,
  row: number,
  firstCol: number,
  { index, count }: Lines,
): void {
  const perColumn = codes.length > 1;
  for (let j = 0; j < count; j++) {
    const word = row + index[j];
    const col = perColumn ? firstCol + index[j] : 0;
    const code = clamp(round(stored[word] * codes[col]), -INT8_MAX, INT8_MAX);
    data[word] = clamp(round((code * unit) / scale[col]), INT32_MIN, INT32_MAX);
  }
}

// Not Math.round, which V8 runs several times as slowly; the two differ only just below a half.
const round = (value: number) => Math.floor(value + 0.5);
const clamp = (value: number, lowest: number, highest: number) =>
  value < lowest ? lowest : value > highest ? highest : value;
