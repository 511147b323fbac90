import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearchSpace } from '../../../src/search/search-space.js';
import { OwenScramble } from '../../../src/search/sobol/owen-scramble.js';
import { SOBOL_DIMENSIONS, sobolWord } from '../../../src/search/sobol/sobol-sequence.js';
import { createSobolSearch } from '../../../src/search/sobol.js';

const fixture: { points: Record<string, number[]> } = JSON.parse(
  readFileSync(new URL('../../fixtures/sobol-points.json', import.meta.url), 'utf8'),
);

describe('sobolWord', () => {
  it("gives SciPy's points in 256 dimensions", () => {
    expect(SOBOL_DIMENSIONS).toBe(256);
    for (const [index, words] of Object.entries(fixture.points)) {
      expect(words.map((_, dimension) => sobolWord(Number(index), dimension))).toEqual(words);
    }
  });
});

describe.each([
  ['plain', (word: number) => word],
  ['scrambled', (word: number, dimension: number) => new OwenScramble(5).scramble(word, dimension)],
] as const)('%s points', (_, change) => {
  it('have one of the first 128 in each 128th, in every dimension', () => {
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension += 15) {
      const cells = Array.from({ length: 128 }, (_, i) => change(sobolWord(i, dimension), dimension) >>> 25);
      expect(new Set(cells).size).toBe(128);
    }
  });

  it('have one of the first 64 in each box of any shape and 1/64 area, in the first two dimensions', () => {
    for (let bits = 0; bits <= 6; bits++) {
      const boxes = Array.from({ length: 64 }, (_, i) => {
        const [x, y] = [0, 1].map((dimension) => change(sobolWord(i, dimension), dimension) / 2 ** 32);
        return `${Math.floor(x * 2 ** bits)},${Math.floor(y * 2 ** (6 - bits))}`;
      });
      expect(new Set(boxes).size).toBe(64);
    }
  });
});

describe('OwenScramble', () => {
  it('spreads a point uniformly over seeds', () => {
    const firsts = Array.from({ length: 2000 }, (_, seed) => new OwenScramble(seed).scramble(0, 3) / 2 ** 32);
    for (const edge of [0.25, 0.5, 0.75]) {
      const share = firsts.filter((x) => x < edge).length / firsts.length;
      expect(Math.abs(share - edge)).toBeLessThan(4 * 0.0112);
    }
  });
});

describe('OwenScramble, bit by bit', () => {
  const words = fc.tuple(fc.nat(2 ** 32 - 1), fc.nat(31), fc.nat(2 ** 32 - 1), fc.nat(20));

  it('keeps as many leading bits equal as two words had, and no more', () => {
    fc.assert(
      fc.property(words, fc.nat(1000), ([word, shared, other, dimension], seed) => {
        const scramble = new OwenScramble(seed);
        const mask = shared === 0 ? 0 : (-1 << (32 - shared)) >>> 0;
        const second = ((word & mask) | (other & ~mask)) >>> 0;
        const equalBits = Math.clz32((word ^ second) >>> 0);
        const [a, b] = [word, second].map((w) => scramble.scramble(w, dimension));
        expect(Math.clz32((a ^ b) >>> 0)).toBe(equalBits);
      }),
    );
  });
});

describe('createSobolSearch', () => {
  it('spreads trials evenly, one after the other', () => {
    const space = createSearchSpace([
      { name: 'level', kind: 'ordinal', values: [0, 1, 2, 3, 4, 5, 6, 7] },
      { name: 'x', kind: 'real', low: 0, high: 1, scale: 'linear' },
    ]);
    const search = createSobolSearch();
    const trials = Array.from({ length: 16 }, (_, firstNumber) => {
      const [assignment] = search.suggest({ space, history: [], firstNumber, count: 1, seed: 1 });
      return assignment;
    });
    for (const level of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(trials.filter((trial) => trial.level === level)).toHaveLength(2);
    }
    expect(new Set(trials.map(({ x }) => Math.floor(16 * Number(x)))).size).toBe(16);
  });
});
