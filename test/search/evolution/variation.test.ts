import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { mutate, uniformCrossover } from '../../../src/search/evolution/variation.js';
import type { ListedParameter, RangeParameter } from '../../../src/search/parameter.js';

const levels = [0, 1, 2, 3, 4, 5, 6, 7];
const parameters = (kind: ListedParameter['kind'], count: number): ListedParameter[] =>
  Array.from({ length: count }, (_, i) => ({ name: `p${i}`, kind, values: levels }));

const DRAWS = 4000;

/** Results of many mutations under streams of their own. */
const mutants = (indices: readonly number[], space: readonly (ListedParameter | RangeParameter)[]) =>
  Array.from({ length: DRAWS }, (_, trial) =>
    mutate(indices, space, new RandomStream(7, 'search', { trial })),
  );

describe('mutate', () => {
  it('changes about one parameter, and always at least one', () => {
    const changes = mutants(Array(10).fill(3), parameters('ordinal', 10)).map(
      (mutant) => mutant.filter((index) => index !== 3).length,
    );
    expect(Math.min(...changes)).toBe(1);
    // 1 of 10 each, and one where none was chosen: mean 1 + 0.9^10 = 1.349, standard error 0.013.
    expect(Math.abs(changes.reduce((a, b) => a + b) / DRAWS - 1.349)).toBeLessThan(0.05);
  });

  it('moves an ordinal parameter mostly to a neighbour, up and down alike, and inwards at an end', () => {
    const space = parameters('ordinal', 1);
    const moved = mutants([3], space).map(([index]) => index - 3);
    const share = (delta: number) => moved.filter((d) => d === delta).length / DRAWS;
    // 0.9 / 2 by a step, and 0.1 / 7 by chance; standard error 0.008.
    expect(Math.abs(share(1) - 0.464)).toBeLessThan(0.032);
    expect(Math.abs(share(-1) - 0.464)).toBeLessThan(0.032);
    expect(share(0)).toBe(0);
    expect(share(4)).toBeGreaterThan(0);
    const atEnd = mutants([7], space).filter(([index]) => index === 6).length / DRAWS;
    expect(Math.abs(atEnd - 0.914)).toBeLessThan(0.02);
  });

  it('moves a categorical parameter to every other value alike', () => {
    const moved = mutants([3], parameters('categorical', 1)).map(([index]) => index);
    for (const level of levels) {
      const share = moved.filter((index) => index === level).length / DRAWS;
      expect(Math.abs(share - (level === 3 ? 0 : 1 / 7))).toBeLessThan(level === 3 ? 1e-9 : 0.023);
    }
  });

  it('leaves parameters with a single value alone', () => {
    const single: ListedParameter = { name: 'one', kind: 'ordinal', values: [5] };
    const [pair] = parameters('ordinal', 1);
    const stream = new RandomStream(1, 'search');
    expect(mutate([0, 0], [single, single], stream)).toEqual([0, 0]);
    expect(mutate([0, 2], [single, pair], stream)[0]).toBe(0);
  });
});

describe('uniformCrossover', () => {
  it('takes each parameter from either parent equally often', () => {
    const child = uniformCrossover(
      Array(4000).fill(0),
      Array(4000).fill(1),
      parameters('ordinal', 4000),
      new RandomStream(1, 'search'),
    );
    expect(Math.abs(child.reduce((a, b) => a + b) - 2000)).toBeLessThan(4 * 31.6);
  });
});
