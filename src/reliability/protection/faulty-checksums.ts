import type { Gemm } from '../../core/workload.js';
import { forEachHit } from '../fault-models/hits.js';
import type { FaultSource } from '../redundant-runs.js';
import { type TilePosition, wordAt } from './lines.js';
import {
  type ChecksumReader,
  createTileSyndromes,
  type MutableLineSyndromes,
  type TileSyndromes,
} from './tile-syndromes.js';

/** An error in a checksum accumulator. */
interface ChecksumFault {
  readonly kind: 'rows' | 'cols';
  readonly line: number;
  readonly delta: number;
}

/** Reads checksums whose own accumulators err: each deviation is the observed sum minus a predicted one that may be wrong. */
export class FaultyChecksums implements ChecksumReader {
  private readonly tile;

  /**
   * @param reader what correct checksums show
   * @param pending the errors by tile number; emptied by reading
   */
  constructor(
    private readonly reader: ChecksumReader,
    private readonly gemm: Gemm,
    private readonly side: number,
    private readonly pending: Map<number, ChecksumFault[]>,
  ) {
    this.tile = createTileSyndromes(side);
  }

  nextTile(): TileSyndromes | null {
    const seen = this.reader.nextTile();
    if (seen) return this.disturb(numberOf(this.gemm, this.side, seen), seen);
    const [next] = this.pending.keys();
    return next === undefined ? null : this.disturb(next, null);
  }

  private disturb(number: number, seen: TileSyndromes | null): TileSyndromes {
    const faults = this.pending.get(number);
    if (seen && !faults) return seen;
    this.pending.delete(number);
    const { tile } = this;
    Object.assign(tile, positionOf(this.gemm, this.side, number));
    copyLines(seen?.rows, tile.rows);
    copyLines(seen?.cols, tile.cols);
    for (const { kind, line, delta } of faults ?? []) deviate(tile[kind], line, -delta);
    return tile;
  }
}

/**
 * Draws the errors of one image's checksum accumulators, those of rows and of columns of every tile: each hit with the
 * probability of an output word, and going wrong in the same way.
 *
 * @param correctValue value of a word without its fault, which checksums are predicted from
 */
export function sampleChecksumFaults(
  gemm: Gemm,
  side: number,
  { model, stream, rate }: FaultSource,
  correctValue: (word: number) => number,
): Map<number, ChecksumFault[]> {
  const faults = new Map<number, ChecksumFault[]>();
  const tiles = gemm.count * Math.ceil(gemm.rows / side) * Math.ceil(gemm.cols / side);
  forEachHit(tiles * 2 * side, rate, stream, (place) => {
    const number = Math.floor(place / (2 * side));
    const kind = place % (2 * side) < side ? 'rows' : 'cols';
    const line = place % side;
    const words = lineWords(gemm, positionOf(gemm, side, number), side, kind, line);
    // Tiles at the edges have fewer lines than places.
    if (words.length === 0) return;
    const predicted = words.reduce((sum, word) => sum + correctValue(word), 0);
    const delta = model.deviation(predicted, stream);
    faults.set(number, [...(faults.get(number) ?? []), { kind, line, delta }]);
  });
  return faults;
}

/** The words of one line of a tile; none when it lies outside of the matrix. */
function lineWords(
  gemm: Gemm,
  tile: TilePosition,
  side: number,
  kind: 'rows' | 'cols',
  line: number,
): number[] {
  const height = Math.min(side, gemm.rows - tile.firstRow);
  const width = Math.min(side, gemm.cols - tile.firstCol);
  const [lines, length] = kind === 'rows' ? [height, width] : [width, height];
  if (line >= lines) return [];
  return Array.from({ length }, (_, i) =>
    kind === 'rows' ? wordAt(gemm, tile, line, i) : wordAt(gemm, tile, i, line),
  );
}

function positionOf({ rows, cols }: Gemm, side: number, number: number): TilePosition {
  const across = Math.ceil(cols / side);
  const down = Math.ceil(rows / side);
  return {
    matrix: Math.floor(number / (down * across)),
    firstRow: (Math.floor(number / across) % down) * side,
    firstCol: (number % across) * side,
  };
}

const numberOf = ({ rows, cols }: Gemm, side: number, { matrix, firstRow, firstCol }: TilePosition): number =>
  (matrix * Math.ceil(rows / side) + firstRow / side) * Math.ceil(cols / side) + firstCol / side;

function copyLines(from: TileSyndromes['rows'] | undefined, to: MutableLineSyndromes): void {
  to.count = from?.count ?? 0;
  for (let i = 0; from && i < from.count; i++) {
    to.index[i] = from.index[i];
    to.deviation[from.index[i]] = from.deviation[from.index[i]];
  }
}

/** Adds to a line's deviation, listing the line in its place when it is not listed yet. */
function deviate(lines: MutableLineSyndromes, line: number, delta: number): void {
  const listed = lines.index.subarray(0, lines.count);
  if (listed.includes(line)) {
    lines.deviation[line] += delta;
    return;
  }
  let place = lines.count++;
  for (; place > 0 && lines.index[place - 1] > line; place--) lines.index[place] = lines.index[place - 1];
  lines.index[place] = line;
  lines.deviation[line] = delta;
}
