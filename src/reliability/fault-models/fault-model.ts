import type { RandomStream } from '../../core/random-stream.js';
import type { Site } from '../../core/site.js';
import type { FaultList } from './fault-list.js';

/** How accumulator words go wrong at an operating point. */
export interface FaultModel {
  /**
   * Appends to `faults`, words ascending, what goes wrong in one image's accumulators at one site. Changes nothing
   * else and depends on nothing but its arguments, so that an image's faults do not depend on its batch.
   *
   * @param accumulators correct words of the batch; the image's begin at `offset`
   * @param wordErrorRate probability in 0..1 that a word is wrong; 0 gives no fault
   * @param stream stands at the beginning of the draws of this seed, site, image and trial
   */
  sample(
    site: Site,
    accumulators: Int32Array,
    offset: number,
    wordErrorRate: number,
    stream: RandomStream,
    faults: FaultList,
  ): void;
  /**
   * What a hit adds to one word: the way in which accumulators that are no output words, those of checksums, go wrong.
   *
   * @param value correct word, an integer; the model sees its low 32 bits
   */
  deviation(value: number, stream: RandomStream): number;
}
