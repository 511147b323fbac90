import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32 } from '../../src/core/philox.js';

type Words6 = readonly [number, number, number, number, number, number];

function philox(words: Words6): number[] {
  const out = new Uint32Array(4);
  philox4x32(...words, out);
  return [...out];
}

/** The definition in Salmon et al. (SC'11), section 3.3, in exact integers. */
function definition([c0, c1, c2, c3, k0, k1]: Words6): number[] {
  const mask = 0xffffffffn;
  let state = [c0, c1, c2, c3].map(BigInt);
  let key = [k0, k1].map(BigInt);
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * state[0];
    const product1 = 0xcd9e8d57n * state[2];
    state = [
      (product1 >> 32n) ^ state[1] ^ key[0],
      product1 & mask,
      (product0 >> 32n) ^ state[3] ^ key[1],
      product0 & mask,
    ];
    key = [(key[0] + 0x9e3779b9n) & mask, (key[1] + 0xbb67ae85n) & mask];
  }
  return state.map(Number);
}

describe('philox4x32', () => {
  // Known answers of Random123 (D. E. Shaw Research), tests/kat_vectors, lines "philox4x32 10".
  it.each([
    { words: [0, 0, 0, 0, 0, 0], answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    {
      words: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      words: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
      answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])('gives the known answer $answer', ({ words, answer }) => {
    const [c0, c1, c2, c3, k0, k1] = words;
    expect(philox([c0, c1, c2, c3, k0, k1])).toEqual(answer);
  });

  it('follows its definition for any counter and key', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.tuple(word, word, word, word, word, word), (words) => {
        expect(philox(words)).toEqual(definition(words));
      }),
      { numRuns: 500 },
    );
  });
});
