import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagesFromSamples } from '../../src/core/image.js';
import { structuralSimilarities } from '../../src/quality/ssim.js';

type Pixel = (channel: number, row: number, column: number) => number;

const WAVES: Pixel = (c, r, k) => 0.8 * Math.sin(0.7 * r + 0.3 * c) * Math.cos(0.5 * k);
const OTHER: Pixel = (c, r, k) =>
  0.6 * Math.sin(0.7 * r + 0.3 * c) * Math.cos(0.5 * k) + 0.25 * Math.sin(1.9 * k + r * k * 0.1);

function draw(channels: number, height: number, width: number, pixel: Pixel) {
  const plane = height * width;
  const samples = Float32Array.from({ length: channels * plane }, (_, i) =>
    pixel(Math.floor(i / plane), Math.floor((i % plane) / width), i % width),
  );
  return imagesFromSamples(samples, { channels, height, width });
}

describe('structuralSimilarities', () => {
  it('agrees with scikit-image 0.26.0', () => {
    // structural_similarity((a + 1) / 2, (b + 1) / 2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
    // data_range=1, channel_axis=0).
    const one = structuralSimilarities(draw(1, 16, 20, WAVES), draw(1, 16, 20, OTHER));
    expect(one[0]).toBeCloseTo(0.8347192302736335, 12);
    const three = structuralSimilarities(draw(3, 13, 11, WAVES), draw(3, 13, 11, OTHER));
    expect(three[0]).toBeCloseTo(0.8358732756590875, 12);
  });

  it('sees a smaller image through the widest odd window that fits', () => {
    // Brute force in NumPy 2.4.6 with a 3 x 3 window, centred moments.
    const [similarity] = structuralSimilarities(draw(1, 4, 5, WAVES), draw(1, 4, 5, OTHER));
    expect(similarity).toBeCloseTo(0.5935656711443197, 12);
  });

  it('compares luminance alone where both images are flat: (2 ab + C1) / (a^2 + b^2 + C1)', () => {
    // 0.4 and 1.2 above black, C1 = (0.01 x 2)^2.
    const [similarity] = structuralSimilarities(
      draw(1, 12, 12, () => -0.6),
      draw(1, 12, 12, () => 0.2),
    );
    expect(similarity).toBeCloseTo((2 * 0.4 * 1.2 + 4e-4) / (0.4 ** 2 + 1.2 ** 2 + 4e-4), 6);
  });

  it('is 1 for identical images, at most 1, symmetric, and negative for an inverted pattern', () => {
    const pixels = fc.array(
      fc.integer({ min: -64, max: 64 }).map((i) => i / 64),
      { minLength: 144, maxLength: 144 },
    );
    fc.assert(
      fc.property(pixels, pixels, (a, b) => {
        const [x, y] = [a, b].map((values) => draw(1, 12, 12, (_, r, k) => values[r * 12 + k]));
        const [there] = structuralSimilarities(x, y);
        expect(structuralSimilarities(y, x)[0]).toBeCloseTo(there, 12);
        expect(there).toBeLessThanOrEqual(1);
        expect(structuralSimilarities(x, x)[0]).toBe(1);
      }),
      { numRuns: 30 },
    );
    const inverted = draw(1, 12, 12, (c, r, k) => -WAVES(c, r, k));
    expect(structuralSimilarities(draw(1, 12, 12, WAVES), inverted)[0]).toBeLessThan(-0.5);
  });

  it('scores each image by itself, and refuses batches of different sizes', () => {
    const whole = draw(2, 12, 12, WAVES);
    const [first, second] = [0, 1].map((image) => draw(1, 12, 12, (_, r, k) => WAVES(image, r, k)));
    const batch = { ...whole, channels: 1, images: 2 };
    const judged = { ...draw(2, 12, 12, OTHER), channels: 1, images: 2 };
    const judgedEach = [0, 1].map((image) => draw(1, 12, 12, (_, r, k) => OTHER(image, r, k)));
    expect(structuralSimilarities(batch, judged)).toEqual([
      ...structuralSimilarities(first, judgedEach[0]),
      ...structuralSimilarities(second, judgedEach[1]),
    ]);
    expect(() => structuralSimilarities(batch, first)).toThrow('SSIM: expected images of one size');
  });
});
