import { RandomStream } from '../../core/random-stream.js';
import type { SiteHook } from '../../core/site.js';
import { accumulatorWords } from '../../core/workload.js';
import { movedWord } from './moved-word.js';

export interface SingleErrorOptions {
  readonly seed: number;
  /** Image numbers of the batch, in its order. */
  readonly images: readonly number[];
  /** Index of the product, and the step, whose accumulators are hit. */
  readonly gemm: number;
  readonly step: number;
  /** Size of the error as a share of the site's full scale, > 0. */
  readonly share: number;
}

/** The hook that moves one word of each image at one site, uniformly chosen, by a share of the site's full scale. */
export function createSingleErrorHook({ seed, images, gemm, step, share }: SingleErrorOptions): SiteHook {
  const stream = new RandomStream(seed, 'fault');
  return (site, accumulators) => {
    if (site.step !== step || site.gemm.index !== gemm) return;
    const words = accumulatorWords(site.gemm);
    for (const [i, image] of images.entries()) {
      stream.seek(site.step, image, site.gemm.index + 1);
      const word = i * words + stream.integer(words);
      accumulators.data[word] = movedWord(site, accumulators, word, stream.integer(2) === 0 ? share : -share);
    }
  };
}
