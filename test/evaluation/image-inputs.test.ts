import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelOf, writeNoise } from '../../src/evaluation/image-inputs.js';

function noise(seed: number, image: number, length: number, stream?: 'noise' | 'calibration'): Float32Array {
  const out = new Float32Array(length);
  writeNoise(seed, image, out, stream);
  return out;
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('labelOf', () => {
  it('gives each run of as many images as classes every class once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(50), fc.integer({ min: 1, max: 20 }), (seed, run, classes) => {
        const labels = Array.from({ length: classes }, (_, i) => labelOf(seed, run * classes + i, classes));
        expect(labels.toSorted((a, b) => a - b)).toEqual(Array.from({ length: classes }, (_, i) => i));
      }),
    );
  });

  it('draws the order anew for each run and seed', () => {
    const order = (seed: number, run: number) =>
      Array.from({ length: 10 }, (_, i) => labelOf(seed, run * 10 + i, 10));
    expect(new Set([order(1, 0), order(1, 1), order(1, 2), order(2, 0)].map(String)).size).toBe(4);
  });
});

describe('writeNoise', () => {
  it('is standard normal', () => {
    const values = Array.from({ length: 64 }, (_, image) => [...noise(3, image, 1024)]).flat();
    const count = values.length;
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count;
    // Bounds of five standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    const within = values.filter((value) => Math.abs(value) < 1).length / count;
    expect(Math.abs(within - 0.682689)).toBeLessThan(5 * Math.sqrt((0.683 * 0.317) / count));
  });

  it('depends on seed and image alone, not on what was drawn before or on the size', () => {
    fc.assert(
      fc.property(seeds, fc.nat(1000), fc.integer({ min: 1, max: 50 }), (seed, image, length) => {
        const first = noise(seed, image, length);
        noise(seed + 1, image, 7);
        expect(noise(seed, image, length)).toEqual(first);
        expect(noise(seed, image, length + 5).slice(0, length)).toEqual(first);
      }),
    );
  });

  it('is another one for each seed, image and stream', () => {
    const all = [noise(1, 0, 16), noise(2, 0, 16), noise(1, 1, 16), noise(1, 0, 16, 'calibration')];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  it('does not repeat between images', () => {
    const correlation = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length;
    for (let image = 1; image < 20; image++) {
      expect(Math.abs(correlation(noise(1, 0, 4096), noise(1, image, 4096)))).toBeLessThan(
        5 / Math.sqrt(4096),
      );
    }
  });
});
