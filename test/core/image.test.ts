import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagesFromSamples } from '../../src/core/image.js';

const SHAPE = { channels: 1, height: 1, width: 2 };

describe('imagesFromSamples', () => {
  it('clips to the pixel range and makes NaN mid-grey', () => {
    const samples = Float32Array.of(0.25, -1.5, Infinity, -Infinity, Number.NaN, 1);
    const { data, images } = imagesFromSamples(samples, SHAPE);
    expect([...data]).toEqual([0.25, -1, 1, -1, 0, 1]);
    expect(images).toBe(3);
    expect(samples[1]).toBe(-1.5);
  });

  it('leaves pixels that lie within the range as they are', () => {
    const pixel = fc.float({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(pixel, pixel)), (rows) => {
        const samples = Float32Array.from(rows.flat());
        expect(imagesFromSamples(samples, SHAPE).data).toEqual(samples);
      }),
    );
  });

  it('refuses a part of an image', () => {
    expect(() => imagesFromSamples(new Float32Array(3), SHAPE)).toThrow('whole images of 1 x 1 x 2');
  });
});
