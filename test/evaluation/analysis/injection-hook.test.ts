import { describe, expect, it } from 'vitest';
import type { Accumulators } from '../../../src/core/site.js';
import { accumulatorWords, type Gemm, type Workload } from '../../../src/core/workload.js';
import { type Injection, UNIFORM_FLIP } from '../../../src/evaluation/analysis/injection.js';
import { createInjectionHook } from '../../../src/evaluation/analysis/injection-hook.js';
import { createSingleErrorHook } from '../../../src/evaluation/analysis/single-error-hook.js';
import { smallWorkload } from './workload.js';

const WORKLOAD = smallWorkload();
const IMAGES = [3, 7];

/** Accumulators of two images with a value in each word, per-column scales 0.5, 1, 1.5, ... */
function accumulatorsOf(gemm: Gemm): Accumulators {
  return {
    data: Int32Array.from({ length: IMAGES.length * accumulatorWords(gemm) }, (_, i) => 1000 + i),
    images: IMAGES.length,
    scale: Float32Array.from({ length: gemm.cols }, (_, column) => 0.5 * (column + 1)),
    outputRange: 600,
  };
}

/** Differences that an injection makes in every site of every step: `steps x gemms x words`. */
function differences(injection: Injection, workload: Workload = WORKLOAD) {
  const { hook, faultyWords } = createInjectionHook({ workload, injection, seed: 5, images: IMAGES });
  const changes = Array.from({ length: workload.steps }, (_, step) =>
    workload.gemms.map((gemm) => {
      const accumulators = accumulatorsOf(gemm);
      hook({ gemm, step }, accumulators);
      return Array.from(accumulators.data, (word, i) => word - 1000 - i);
    }),
  );
  return { changes, faultyWords };
}

const place = (gemms: number[], firstStep: number, lastStep: number) => ({ gemms, firstStep, lastStep });
const injection = (places: Injection['places'], rest: Partial<Injection> = {}): Injection => ({
  places,
  wordErrorRate: 0.3,
  error: UNIFORM_FLIP,
  ...rest,
});

describe('injection hook', () => {
  it('strikes its places and nothing else, and counts each image', () => {
    const { changes, faultyWords } = differences(injection([place([1, 4], 2, 3)]));
    const struck = changes.flatMap((gemms, step) =>
      gemms.flatMap((words, gemm) => (words.some((change) => change !== 0) ? [`${step}/${gemm}`] : [])),
    );
    expect(struck).toEqual(['2/1', '2/4', '3/1', '3/4']);
    const hits = changes.flat(2).filter((change) => change !== 0).length;
    expect(faultyWords[0] + faultyWords[1]).toBe(hits);
  });

  it('hits the same words with the same bits in a pair of places as in each of them alone', () => {
    const [a, b] = [place([0, 1], 0, 2), place([5], 1, 5)];
    const [alone, other, together] = [[a], [b], [a, b]].map(
      (places) => differences(injection(places)).changes,
    );
    expect(together).toEqual(
      alone.map((gemms, step) => gemms.map((words, gemm) => words.map((d, i) => d + other[step][gemm][i]))),
    );
  });

  it('strikes a site that is in two places once', () => {
    const one = differences(injection([place([2], 0, 5)]));
    expect(differences(injection([place([2], 0, 5), place([2, 2], 3, 4)]))).toEqual(one);
  });

  it.each([0, 13, 30])('flips bit %i and no other', (bit) => {
    const flip = { kind: 'flip', lowest: bit, highest: bit } as const;
    const { changes } = differences(injection([place([0], 0, 5)], { error: flip }));
    const made = changes.flat(2).filter((change) => change !== 0);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(Math.abs))).toEqual(new Set([2 ** bit]));
  });

  it('moves words by a share of full scale in units of their column, up and down', () => {
    const error = { kind: 'magnitude', share: 0.25 } as const;
    const { changes } = differences(injection([place([0], 0, 5)], { error }));
    const columns = changes.flatMap((gemms) => gemms[0].map((change, i) => ({ change, column: i % 8 })));
    const made = columns.filter(({ change }) => change !== 0);
    for (const { change, column } of made) {
      expect(Math.abs(change)).toBe(Math.round((0.25 * 600) / (0.5 * (column + 1))));
    }
    expect(new Set(made.map(({ change }) => Math.sign(change)))).toEqual(new Set([-1, 1]));
  });

  it('keeps moved words within 32 bits', () => {
    const gemm = WORKLOAD.gemms[0];
    const error = { kind: 'magnitude', share: 1e9 } as const;
    const { hook } = createInjectionHook({
      workload: WORKLOAD,
      injection: injection([place([0], 0, 0)], { error, wordErrorRate: 0.999 }),
      seed: 5,
      images: IMAGES,
    });
    const accumulators = accumulatorsOf(gemm);
    hook({ gemm, step: 0 }, accumulators);
    expect(new Set(Array.from(accumulators.data, Math.abs))).toContain(2 ** 31 - 1);
  });
});

describe('single error hook', () => {
  it('moves one word of each image at its site, by the image alone', () => {
    const gemm = WORKLOAD.gemms[3];
    const hit = (images: number[]) => {
      const accumulators = accumulatorsOf(gemm);
      const hook = createSingleErrorHook({ seed: 5, images, gemm: 3, step: 2, share: 1 });
      hook({ gemm, step: 1 }, accumulators);
      hook({ gemm: WORKLOAD.gemms[0], step: 2 }, accumulators);
      hook({ gemm, step: 2 }, accumulators);
      return Array.from(accumulators.data).flatMap((word, i) => (word === 1000 + i ? [] : [i]));
    };
    const [first, second] = hit([3, 7]);
    expect(hit([3, 7])).toHaveLength(2);
    expect([first < 32, second >= 32]).toEqual([true, true]);
    expect(hit([7, 3])).toEqual([second - 32, first + 32]);
  });
});
