import type { RandomStream } from '../core/random-stream.js';
import { FaultList } from './fault-models/fault-list.js';
import type { FaultModel } from './fault-models/fault-model.js';
import type { Words } from './protection/protected-image.js';
import type { StruckWords } from './struck-words.js';

/** How a product fails when it is run: by which model, how often, with which random numbers. */
export interface FaultSource {
  readonly model: FaultModel;
  readonly stream: RandomStream;
  /** Probability in 0..1 that a word is wrong. */
  readonly rate: number;
}

/** Further runs of a product, with faults of their own, beside the one whose results stand in the accumulators. */
export class RedundantRuns {
  private readonly list = new FaultList();
  /** Of each run, the first one included: what faults added to the words that they hit. */
  private deltas: readonly ReadonlyMap<number, number>[] = [];

  constructor(private readonly words: StruckWords) {}

  /**
   * Runs the product `times` more.
   *
   * @returns the words on which the runs disagree, ascending
   */
  run(times: 1 | 2, { model, stream, rate }: FaultSource): Words {
    const { words, list } = this;
    const deltas = [deltasOf(words.faults)];
    words.lift();
    for (let run = 0; run < times; run++) {
      list.clear();
      model.sample(words.site, words.accumulators.data, words.offset, rate, stream, list);
      deltas.push(deltasOf(list));
    }
    words.strike();
    this.deltas = deltas;
    const disagree = this.hitWords().filter((word) =>
      deltas.some((run) => run.get(word) !== deltas[0].get(word)),
    );
    return Int32Array.from(disagree).sort();
  }

  /** The words that a fault hit in any of the runs. */
  hitWords(): number[] {
    return [...new Set(this.deltas.flatMap((run) => [...run.keys()]))];
  }

  /** Majority of each bit of the three runs of a word. */
  majority(word: number): number {
    const correct = this.words.correctValue(word);
    const [a, b, c] = this.deltas.map((run) => correct + (run.get(word) ?? 0));
    return (a & b) | (a & c) | (b & c);
  }
}

const deltasOf = ({ count, words, deltas }: FaultList): ReadonlyMap<number, number> =>
  new Map(Array.from({ length: count }, (_, i) => [words[i], deltas[i]]));
