import type { SpreadPoint } from '../../core/sensitivity.js';
import type { Accumulators, Site, SiteHook } from '../../core/site.js';
import { accumulatorWords } from '../../core/workload.js';

/** Sums over the sites of one block at one step, per image. */
interface Sums {
  words: number;
  readonly changed: number[];
  readonly squaredDifference: number[];
  readonly squaredGolden: number[];
}

/**
 * Compares the two halves of a batch, golden images first and the same images under `strike` behind them, at every
 * site. Images of a batch are independent, so the halves differ by what `strike` did and by nothing else.
 *
 * @param images images per half
 * @param strike changes accumulators of the second half, which it is given as a batch of its own
 * @returns the hook, and the points of what it has seen, by step and block
 */
export function createSpreadHook(images: number, strike: SiteHook) {
  const sums = new Map<string, Sums>();
  const hook: SiteHook = (site, accumulators) => {
    const half = images * accumulatorWords(site.gemm);
    strike(site, { ...accumulators, data: accumulators.data.subarray(half, 2 * half), images });
    const key = `${site.step}/${site.gemm.block}`;
    const into = sums.get(key) ?? emptySums(images);
    sums.set(key, into);
    addSite(into, site, accumulators, images);
  };
  const points = (): SpreadPoint[] =>
    [...sums].map(([key, sum]) => pointOf(key, sum)).sort((a, b) => a.step - b.step || a.block - b.block);
  return { hook, points };
}

const emptySums = (images: number): Sums => ({
  words: 0,
  changed: new Array<number>(images).fill(0),
  squaredDifference: new Array<number>(images).fill(0),
  squaredGolden: new Array<number>(images).fill(0),
});

function addSite(into: Sums, { gemm }: Site, { data, scale }: Accumulators, images: number): void {
  const words = accumulatorWords(gemm);
  into.words += words;
  for (let image = 0; image < images; image++) {
    const golden = image * words;
    const faulty = (images + image) * words;
    for (let word = 0; word < words; word++) {
      const unit = scale.length === 1 ? scale[0] : scale[word % gemm.cols];
      const value = data[golden + word] * unit;
      const difference = (data[faulty + word] - data[golden + word]) * unit;
      into.squaredGolden[image] += value * value;
      if (difference === 0) continue;
      into.changed[image]++;
      into.squaredDifference[image] += difference * difference;
    }
  }
}

function pointOf(key: string, { words, changed, squaredDifference, squaredGolden }: Sums): SpreadPoint {
  const [step, block] = key.split('/').map(Number);
  const deviations = squaredDifference.map((square, i) => {
    if (square === 0) return 0;
    return squaredGolden[i] === 0 ? 1 : Math.sqrt(square / squaredGolden[i]);
  });
  return {
    step,
    block,
    changedShare: meanOf(changed) / words,
    relativeDeviation: meanOf(deviations),
  };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
