import { bugError } from '../../core/errors.js';
import type { RandomStream } from '../../core/random-stream.js';
import { accumulatorWords } from '../../core/workload.js';
import type { FaultModel } from './fault-model.js';
import { forEachHit } from './hits.js';

/**
 * A fault model that flips exactly one bit of each word hit, uniform in `lowest`..`highest`: how much the position of
 * a flip matters. One bit alone is what ReaLM's public injector flips (bit 30) and DRIFT's sweep over fixed bits;
 * 0..30 gives the faults of `drift-bit-flip`, draw for draw.
 *
 * @param lowest integer in 0..30
 * @param highest integer in lowest..30; the sign bit is never flipped
 */
export function bitRangeFlip(lowest: number, highest: number): FaultModel {
  if (!(lowest >= 0 && lowest <= highest && highest <= 30)) {
    throw bugError(`bit range: expected 0 <= lowest <= highest <= 30, got ${lowest}..${highest}`);
  }
  const deviation = (value: number, stream: RandomStream): number => {
    const low = value | 0;
    return (low ^ (1 << (lowest + stream.integer(highest - lowest + 1)))) - low;
  };
  return {
    sample(site, accumulators, offset, wordErrorRate, stream, faults) {
      forEachHit(accumulatorWords(site.gemm), wordErrorRate, stream, (word) => {
        faults.push(word, deviation(accumulators[offset + word], stream));
      });
    },
    deviation,
  };
}
