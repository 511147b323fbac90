import { RandomStream } from '../../core/random-stream.js';
import type { Accumulators, Site, SiteHook } from '../../core/site.js';
import { accumulatorWords, type Workload } from '../../core/workload.js';
import { bitRangeFlip } from '../../reliability/fault-models/bit-range-flip.js';
import { FaultList } from '../../reliability/fault-models/fault-list.js';
import { forEachHit } from '../../reliability/fault-models/hits.js';
import type { Injection, Place, WordError } from './injection.js';
import { movedWord } from './moved-word.js';

export interface InjectionHookOptions {
  readonly workload: Workload;
  readonly injection: Injection;
  readonly seed: number;
  /** Image numbers of the batch, in its order; each names the image's fault streams. */
  readonly images: readonly number[];
}

/**
 * The hook that makes an injection's errors, unprotected. Its fault streams are named by (seed, site, image) alone, so
 * that two injections hit the same words of a site that both of them strike: what a pair of places does can be
 * compared with what each of them does, image by image.
 *
 * @returns the hook, and how many words of each image it has hit so far
 */
export function createInjectionHook({ workload, injection, seed, images }: InjectionHookOptions): {
  readonly hook: SiteHook;
  readonly faultyWords: readonly number[];
} {
  const stream = new RandomStream(seed, 'fault');
  const faults = new FaultList();
  const faultyWords = images.map(() => 0);
  const draw = drawerOf(injection.error);
  const hook: SiteHook = (site, accumulators) => {
    if (!injection.places.some((place) => isIn(place, site))) return;
    const words = accumulatorWords(site.gemm);
    for (const [i, image] of images.entries()) {
      stream.seek(site.step * workload.gemms.length + site.gemm.index, image, 0);
      faults.clear();
      draw(site, accumulators, i * words, injection.wordErrorRate, stream, faults);
      add(faults, accumulators.data, i * words);
      faultyWords[i] += faults.count;
    }
  };
  return { hook, faultyWords };
}

const isIn = ({ gemms, firstStep, lastStep }: Place, { gemm, step }: Site): boolean =>
  step >= firstStep && step <= lastStep && gemms.includes(gemm.index);

/** Lists the errors of one image at one site; its words begin at `offset`. */
type Drawer = (
  site: Site,
  accumulators: Accumulators,
  offset: number,
  wordErrorRate: number,
  stream: RandomStream,
  faults: FaultList,
) => void;

function drawerOf(error: WordError): Drawer {
  if (error.kind === 'flip') {
    const model = bitRangeFlip(error.lowest, error.highest);
    return (site, { data }, offset, rate, stream, faults) =>
      model.sample(site, data, offset, rate, stream, faults);
  }
  return (site, accumulators, offset, rate, stream, faults) =>
    forEachHit(accumulatorWords(site.gemm), rate, stream, (word) => {
      const share = stream.integer(2) === 0 ? error.share : -error.share;
      const moved = movedWord(site, accumulators, offset + word, share);
      faults.push(word, moved - accumulators.data[offset + word]);
    });
}

function add(faults: FaultList, data: Int32Array, offset: number): void {
  for (let i = 0; i < faults.count; i++) data[offset + faults.words[i]] += faults.deltas[i];
}
