import { accumulatorWords } from '../core/workload.js';
import { InjectedChecksums } from './protection/checksums.js';
import { FaultyChecksums, sampleChecksumFaults } from './protection/faulty-checksums.js';
import { SummedChecksums } from './protection/summed-checksums.js';
import type { ChecksumReader } from './protection/tile-syndromes.js';
import type { FaultSource } from './redundant-runs.js';
import type { StruckWords } from './struck-words.js';

export interface ChecksumOptions {
  /** Sum whole tiles instead of injected deltas: slow, for tests. */
  readonly audit: boolean;
  /** Whether checksum accumulators err as often as output words. */
  readonly checksumFaults: boolean;
}

/** The checksums of struck words, by tile side; readers are made when first asked for and kept. */
export class ImageChecksums {
  private readonly injected = new Map<number, InjectedChecksums>();
  private readonly summed = new Map<number, SummedChecksums>();

  constructor(
    private readonly words: StruckWords,
    private readonly options: ChecksumOptions,
  ) {}

  /** Begins to read the tiles of side `side`, of the image that is open. */
  open(side: number, source: FaultSource): ChecksumReader {
    const { words, options } = this;
    const { gemm } = words.site;
    const reader = options.audit ? this.openSummed(side) : this.openInjected(side);
    if (!options.checksumFaults) return reader;
    const faults = sampleChecksumFaults(gemm, side, source, (word) => words.correctValue(word));
    return new FaultyChecksums(reader, gemm, side, faults);
  }

  private openInjected(side: number): ChecksumReader {
    const reader = this.injected.get(side) ?? new InjectedChecksums(side);
    this.injected.set(side, reader);
    reader.open(this.words.site.gemm, this.words.faults);
    return reader;
  }

  private openSummed(side: number): ChecksumReader {
    const reader = this.summed.get(side) ?? new SummedChecksums(side);
    this.summed.set(side, reader);
    const { words } = this;
    const { gemm } = words.site;
    const { data } = words.accumulators;
    words.lift();
    const clean = data.slice(words.offset, words.offset + accumulatorWords(gemm));
    words.strike();
    reader.open(gemm, clean, data, words.offset);
    return reader;
  }
}
