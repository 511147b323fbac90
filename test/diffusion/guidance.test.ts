import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineGuided, expandLabels, expandSamples } from '../../src/diffusion/guidance.js';

const IMAGE_SIZE = 3;
// Multiples of 2^-8: sums and products of them are exact, so that results can be compared exactly.
const value = fc.integer({ min: -1024, max: 1024 }).map((i) => i / 256);
const image = fc.array(value, { minLength: IMAGE_SIZE, maxLength: IMAGE_SIZE });
const guidedImage = fc.record({ unconditional: image, conditional: image });

const combine = (rows: readonly { unconditional: number[]; conditional: number[] }[], scale: number) => {
  const out = new Float32Array(rows.length * IMAGE_SIZE);
  const modelOutput = Float32Array.from(rows.flatMap((row) => [...row.unconditional, ...row.conditional]));
  combineGuided(modelOutput, IMAGE_SIZE, scale, out);
  return [...out];
};

describe('expanding a batch', () => {
  it('writes each sample twice in a row', () => {
    const out = new Float32Array(8).fill(9);
    expandSamples(Float32Array.of(1, 2, 3, 4), 2, out);
    expect([...out]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });

  it('puts the null label before each label', () => {
    expect(expandLabels([3, 7], 10)).toEqual([10, 3, 10, 7]);
    expect(expandLabels([], 10)).toEqual([]);
  });

  it('refuses a part of an image and a buffer of the wrong size', () => {
    expect(() => expandSamples(new Float32Array(3), 2, new Float32Array(6))).toThrow('whole images of 2');
    expect(() => expandSamples(new Float32Array(4), 2, new Float32Array(4))).toThrow('4 and 4 values');
  });
});

describe('combineGuided', () => {
  it('is u + w (c - u), image by image', () => {
    const rows = [
      { unconditional: [1, 0, -1], conditional: [3, 0, 1] },
      { unconditional: [0, 2, 4], conditional: [1, 1, 1] },
    ];
    expect(combine(rows, 1.5)).toEqual([4, 0, 2, 1.5, 0.5, -0.5]);
  });

  it('is the unconditional prediction for 0 and the conditional one for 1', () => {
    fc.assert(
      fc.property(fc.array(guidedImage), (rows) => {
        expect(combine(rows, 0)).toEqual(rows.flatMap(({ unconditional }) => unconditional));
        expect(combine(rows, 1)).toEqual(rows.flatMap(({ conditional }) => conditional));
      }),
    );
  });

  it('gives an image the same prediction in any batch', () => {
    fc.assert(
      fc.property(fc.array(guidedImage, { maxLength: 6 }), value, (rows, scale) => {
        expect(rows.flatMap((row) => combine([row], scale))).toEqual(combine(rows, scale));
      }),
    );
  });

  it('keeps the noise of a network that ignores labels, whatever the scale', () => {
    fc.assert(
      fc.property(fc.array(image), value, (images, scale) => {
        const rows = images.map((row) => ({ unconditional: row, conditional: row }));
        expect(combine(rows, scale)).toEqual(images.flat());
      }),
    );
  });

  it('refuses sizes that do not fit', () => {
    expect(() => combineGuided(new Float32Array(6), IMAGE_SIZE, 2, new Float32Array(6))).toThrow('guidance');
  });
});
