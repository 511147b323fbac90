import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import { FaultList } from '../../src/reliability/fault-models/fault-list.js';
import { FAULT_MODELS } from '../../src/reliability/fault-models/fault-models.js';
import { chiSquare, chiSquareLimit } from './chi-square.js';
import { gemmOf } from './setups.js';

type Model = (typeof FAULT_MODELS)[keyof typeof FAULT_MODELS];

/** The faults of one image: [word, delta] ascending. */
function sample(
  model: Model,
  data: Int32Array,
  rate: number,
  image: number,
  offset = 0,
  words = data.length,
) {
  const faults = new FaultList();
  const site = { gemm: gemmOf(1, words), step: 0 };
  model.sample(site, data, offset, rate, new RandomStream(5, 'fault', { site: 3, image, trial: 9 }), faults);
  return Array.from({ length: faults.count }, (_, i) => [faults.words[i], faults.deltas[i]] as const);
}

const int32s = fc.int32Array({ minLength: 1, maxLength: 2000 });
const rates = fc.double({ min: 1e-4, max: 1, noNaN: true });

describe.each(Object.entries(FAULT_MODELS))('contract of the fault model %s', (_, model) => {
  it('hits words of the image, each once, ascending, by a delta other than 0, and changes nothing itself', () => {
    fc.assert(
      fc.property(int32s, rates, fc.nat(100), (data, rate, image) => {
        const before = data.slice();
        const faults = sample(model, data, rate, image);
        expect(data).toEqual(before);
        faults.forEach(([word, delta], i) => {
          expect(word).toBeGreaterThan(i === 0 ? -1 : faults[i - 1][0]);
          expect(word).toBeLessThan(data.length);
          expect(Number.isInteger(delta) && delta !== 0).toBe(true);
        });
      }),
    );
  });

  it('gives an image the same faults alone and anywhere in a batch, every time', () => {
    fc.assert(
      fc.property(int32s, fc.int32Array({ maxLength: 50 }), rates, (image, others, rate) => {
        const batch = Int32Array.of(...others, ...image, ...others);
        const alone = sample(model, image, rate, 4);
        expect(sample(model, batch, rate, 4, others.length, image.length)).toEqual(alone);
        expect(sample(model, image, rate, 4)).toEqual(alone);
      }),
    );
  });

  it('gives different images different faults', () => {
    const data = new Int32Array(10_000);
    expect(sample(model, data, 0.01, 0)).not.toEqual(sample(model, data, 0.01, 1));
  });

  it('makes a single word go wrong by a whole number other than 0, also one wider than 32 bits', () => {
    const values = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(values, fc.nat(1000), (value, seed) => {
        const delta = model.deviation(value, new RandomStream(seed, 'fault'));
        expect(Number.isInteger(delta)).toBe(true);
        expect(Math.abs(delta)).toBeGreaterThanOrEqual(1);
        expect(Math.abs(delta)).toBeLessThanOrEqual(2 ** 31);
        expect(model.deviation(value, new RandomStream(seed, 'fault'))).toBe(delta);
      }),
    );
  });

  it('makes no fault at rate 0', () => {
    expect(sample(model, new Int32Array(100_000), 0, 0)).toEqual([]);
  });

  // A binomial number of hits has mean N p and variance N p (1 - p); bounds are four standard errors.
  it.each([
    { rate: 1e-6, words: 1_000_000, images: 4000 },
    { rate: 3e-3, words: 50_000, images: 1000 },
    { rate: 3e-2, words: 20_000, images: 1000 },
  ])('hits words at the rate asked for: $rate', ({ rate, words, images }) => {
    const data = new Int32Array(words);
    const hits = Array.from({ length: images }, (__, image) => sample(model, data, rate, image).length);
    const mean = hits.reduce((sum, count) => sum + count, 0) / images;
    const variance = hits.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (images - 1);
    const expected = words * rate * (1 - rate);
    expect(Math.abs(mean - words * rate)).toBeLessThan(4 * Math.sqrt(expected / images));
    // Variance of the sample variance, with the fourth moment of a near-Poisson count: (2 v^2 + v) / n.
    expect(Math.abs(variance - expected)).toBeLessThan(
      4 * Math.sqrt((2 * expected ** 2 + expected) / images),
    );
  });
});

describe('drift-bit-flip', () => {
  const model = FAULT_MODELS['drift-bit-flip'];

  it('flips exactly one bit of 0..30 in a hit word, whatever the word holds', () => {
    fc.assert(
      fc.property(int32s, rates, (data, rate) => {
        for (const [word, delta] of sample(model, data, rate, 0)) {
          const flipped = data[word] ^ (data[word] + delta);
          expect(flipped).toBeGreaterThan(0);
          expect(flipped & (flipped - 1)).toBe(0);
        }
      }),
    );
  });

  it('hits every word at rate 1', () => {
    expect(sample(model, new Int32Array(500), 1, 0).map(([word]) => word)).toEqual(
      Array.from({ length: 500 }, (_, i) => i),
    );
  });

  const data = new Int32Array(4_000_000);
  const faults = sample(model, data, 3e-2, 17);

  it('chooses the bit uniformly', () => {
    const bits = new Array<number>(31).fill(0);
    for (const [, delta] of faults) bits[Math.log2(delta)]++;
    const expected = bits.map(() => faults.length / 31);
    expect(chiSquare(bits, expected)).toBeLessThan(chiSquareLimit(30));
  });

  it('leaves geometric gaps between hit words', () => {
    const bins = new Array<number>(100).fill(0);
    faults.forEach(([word], i) => {
      const gap = word - (i === 0 ? -1 : faults[i - 1][0]) - 1;
      bins[Math.min(gap, 99)]++;
    });
    const expected = bins.map((_, gap) => faults.length * 0.97 ** gap * (gap < 99 ? 0.03 : 1));
    expect(chiSquare(bins, expected)).toBeLessThan(chiSquareLimit(99));
  });

  it('hits all parts of the image alike, and bits independently of place', () => {
    const cells = new Array<number>(31 * 8).fill(0);
    for (const [word, delta] of faults) cells[Math.floor(word / 500_000) * 31 + Math.log2(delta)]++;
    const expected = cells.map(() => faults.length / cells.length);
    expect(chiSquare(cells, expected)).toBeLessThan(chiSquareLimit(cells.length - 1));
  });
});
