import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagesFromSamples } from '../../src/core/image.js';
import { MAX_PSNR_DB, peakSignalToNoiseDb } from '../../src/quality/psnr.js';

const SHAPE = { channels: 1, height: 2, width: 2 };
const images = (...pixels: number[]) => imagesFromSamples(Float32Array.from(pixels), SHAPE);
const pixel = fc.integer({ min: -128, max: 128 }).map((i) => i / 128);
const image = fc.array(pixel, { minLength: 4, maxLength: 4 });

describe('peakSignalToNoiseDb', () => {
  it('agrees with calculations by hand (data range 2)', () => {
    // Every pixel off by 0.2: mean squared error 0.04, 10 log10(4 / 0.04) = 20 dB.
    expect(peakSignalToNoiseDb(images(0, 0, 0, 0), images(0.2, -0.2, 0.2, 0.2))[0]).toBeCloseTo(20, 5);
    // One pixel in four off by 1: mean squared error 1/4, 10 log10(16).
    expect(peakSignalToNoiseDb(images(0, 0, 0, 0), images(0, 1, 0, 0))[0]).toBeCloseTo(12.0412, 4);
    expect(peakSignalToNoiseDb(images(-1, -1, -1, -1), images(1, 1, 1, 1))).toEqual([0]);
  });

  it('gives identical images the finite maximum', () => {
    expect(peakSignalToNoiseDb(images(0, 0.5, 1, -1), images(0, 0.5, 1, -1))).toEqual([MAX_PSNR_DB]);
    expect(peakSignalToNoiseDb(images(0, 0, 0, 0), images(0, 1e-6, 0, 0))).toEqual([MAX_PSNR_DB]);
  });

  it('is finite for samples that hold NaN and infinities', () => {
    const [db] = peakSignalToNoiseDb(images(1, 1, 1, 1), images(Number.NaN, Infinity, -Infinity, 1e30));
    expect(db).toBeCloseTo(10 * Math.log10((4 * 4) / (1 + 0 + 4 + 0)), 10);
  });

  it('is symmetric, falls with the blend factor, and scores each image by itself', () => {
    fc.assert(
      fc.property(image, image, (golden, other) => {
        const half = golden.map((value, i) => (value + other[i]) / 2);
        const reference = images(...golden, ...golden);
        const [near, far] = peakSignalToNoiseDb(reference, images(...half, ...other));
        expect(near).toBeGreaterThanOrEqual(far);
        expect(peakSignalToNoiseDb(images(...half, ...other), reference)).toEqual([near, far]);
        expect(peakSignalToNoiseDb(images(...golden), images(...other))).toEqual([far]);
      }),
    );
  });

  it('refuses batches of different sizes', () => {
    expect(() => peakSignalToNoiseDb(images(0, 0, 0, 0), images())).toThrow('4 and 0 values');
  });
});
