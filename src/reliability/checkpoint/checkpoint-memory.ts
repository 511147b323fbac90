import type { Accumulators } from '../../core/site.js';
import type { Gemm } from '../../core/workload.js';
import type { Lines } from '../protection/tile-syndromes.js';

/** Largest magnitude of an INT8 output: the code -128 is not used. */
const INT8_MAX = 127;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A site's accumulators when its checkpoint was refreshed, with what is needed to requantise them. */
interface Snapshot {
  readonly data: Int32Array;
  /** INT8 codes per accumulator unit: scale / (outputRange / 127), per column or for all. */
  readonly codes: Float64Array;
  /** Real value of one INT8 code: outputRange / 127. */
  unit: number;
  step: number;
}

/** The checkpoints of a site: the last one, and the one before where it is kept. */
interface Snapshots {
  readonly last: Snapshot;
  readonly previous: Snapshot | null;
}

/**
 * The checkpoint of one run: for each matrix product, its output at the last refresh, or at the last two. The oldest
 * is overwritten.
 *
 * Hardware keeps the INT8 output. The emulation keeps the INT32 accumulators with their scales and quantises only
 * the words that are read back: the same values at the cost of a memory copy (measured: 0.2 to 0.4 ns a word
 * against 3 to 6 ns for quantising).
 */
export class CheckpointMemory {
  private readonly sites = new Map<number, Snapshots>();

  /** @param copies how many of the last checkpoints are kept */
  constructor(private readonly copies: 1 | 2 = 1) {}

  /** Overwrites the site's oldest checkpoint with the whole batch's accumulators. */
  refresh(gemm: Gemm, { data, scale, outputRange }: Accumulators, step = 0): void {
    const known = this.sites.get(gemm.index);
    const reused = this.copies === 1 ? known?.last : known?.previous;
    const last = reused ?? {
      data: new Int32Array(data.length),
      codes: new Float64Array(scale.length),
      unit: 0,
      step,
    };
    last.data.set(data);
    last.step = step;
    last.unit = outputRange / INT8_MAX;
    // A site whose output was always 0 in calibration has no code but 0.
    const codesPerReal = outputRange > 0 ? INT8_MAX / outputRange : 0;
    for (let i = 0; i < scale.length; i++) last.codes[i] = scale[i] * codesPerReal;
    const previous = this.copies === 1 ? null : (known?.last ?? null);
    this.sites.set(gemm.index, { last, previous });
  }

  /** How many checkpoints the site has by now. */
  count(gemm: Gemm): 0 | 1 | 2 {
    const site = this.sites.get(gemm.index);
    if (!site) return 0;
    return site.previous ? 2 : 1;
  }

  /**
   * Overwrites the words where `rows` and `cols` cross with their checkpoint at the scale of now, or with 0 while
   * there is none. What was stored is q = clamp(round(acc * scale / (outputRange / 127)), -127..127) at the scale
   * and range of the refresh; what is written is round(q * (outputRange / 127) / scaleNow), saturated to int32.
   * Halves round upwards.
   *
   * @param firstWord index into the batch's accumulators of the word in line 0 of `rows` and `cols`
   * @param firstCol column of that word
   * @param step when given and there are two checkpoints v0, v1 of steps s0 < s1, the value is that of the line
   *   through them: v1 + (v1 - v0) (step - s1) / (s1 - s0)
   */
  restore(
    gemm: Gemm,
    { data, scale }: Accumulators,
    firstWord: number,
    firstCol: number,
    rows: Lines,
    cols: Lines,
    step?: number,
  ): void {
    const site = this.sites.get(gemm.index);
    const line = site && step !== undefined ? lineThrough(site, step) : null;
    for (let i = 0; i < rows.count; i++) {
      const row = firstWord + rows.index[i] * gemm.cols;
      for (let j = 0; j < cols.count; j++) {
        const col = firstCol + cols.index[j];
        const word = row + cols.index[j];
        data[word] = site ? accumulatorOf(recall(site, line, word, col), scale, col) : 0;
      }
    }
  }
}

/** The checkpoint before the last, and how far the present step lies beyond the last in units of their distance. */
interface Line {
  readonly previous: Snapshot;
  readonly ahead: number;
}

function lineThrough({ last, previous }: Snapshots, step: number): Line | null {
  return previous && { previous, ahead: (step - last.step) / (last.step - previous.step) };
}

/** The real value that checkpoints give for a word. */
function recall({ last }: Snapshots, line: Line | null, word: number, col: number): number {
  const value = realValue(last, word, col);
  return line ? value + (value - realValue(line.previous, word, col)) * line.ahead : value;
}

function realValue({ data, codes, unit }: Snapshot, word: number, col: number): number {
  const code = round(data[word] * codes[codes.length > 1 ? col : 0]);
  return clamp(code, -INT8_MAX, INT8_MAX) * unit;
}

const accumulatorOf = (value: number, scale: Float32Array, col: number): number =>
  clamp(round(value / scale[scale.length > 1 ? col : 0]), INT32_MIN, INT32_MAX);

// Not Math.round, which V8 runs several times as slowly; the two differ only just below a half.
const round = (value: number) => Math.floor(value + 0.5);
const clamp = (value: number, lowest: number, highest: number) =>
  value < lowest ? lowest : value > highest ? highest : value;
