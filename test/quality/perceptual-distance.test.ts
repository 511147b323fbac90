import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureMap, FeatureMaps } from '../../src/quality/feature-maps.js';
import { normaliseFeatures, perceptualDistances } from '../../src/quality/perceptual-distance.js';

const SHAPES = [
  { channels: 3, height: 2, width: 2 },
  { channels: 5, height: 1, width: 2 },
];
const VALUES_PER_IMAGE = 22;

/** The layers of {@link SHAPES} for images given as flat lists of all their features. */
function mapsOf(images: readonly number[][]): FeatureMaps {
  let start = 0;
  return SHAPES.map((shape) => {
    const size = shape.channels * shape.height * shape.width;
    const from = start;
    start += size;
    return { ...shape, data: Float32Array.from(images.flatMap((image) => image.slice(from, from + size))) };
  });
}

const distances = (a: FeatureMaps, b: FeatureMaps) =>
  perceptualDistances(normaliseFeatures(a), normaliseFeatures(b));

const feature = fc.integer({ min: 0, max: 1000 }).map((i) => i / 64);
const image = fc.array(feature, { minLength: VALUES_PER_IMAGE, maxLength: VALUES_PER_IMAGE });
const pairs = fc.array(fc.tuple(image, image), { minLength: 1, maxLength: 4 });

const layer = (channels: number, height: number, width: number, data: number[]): FeatureMap => ({
  channels,
  height,
  width,
  data: Float32Array.from(data),
});

describe('normaliseFeatures', () => {
  it('gives each position a channel vector of length 1, and leaves zero at zero', () => {
    const [{ data }] = normaliseFeatures([layer(2, 1, 3, [3, 0, 0, 4, 0, -2])]);
    expect([...data].map((v) => Number(v.toFixed(6)))).toEqual([0.6, 0, 0, 0.8, 0, -1]);
  });

  it('leaves its input alone', () => {
    const map = layer(2, 1, 1, [3, 4]);
    normaliseFeatures([map]);
    expect([...map.data]).toEqual([3, 4]);
  });
});

describe('perceptualDistances', () => {
  it('agrees with a calculation by hand', () => {
    // Two positions, two channels: (3, 4) against (4, 3), that is (.6, .8) against (.8, .6): .04 + .04 = 0.08;
    // and (1, 0) against (0, 5), that is (1, 0) against (0, 1): 1 + 1 = 2. Averaged over 2 positions: 1.04.
    const golden = layer(2, 1, 2, [3, 1, 4, 0]);
    const faulty = layer(2, 1, 2, [4, 0, 3, 5]);
    expect(distances([golden], [faulty])[0]).toBeCloseTo(1.04, 6);
    // A second layer with one position, (0, 0, 2) against nothing: 1. Layers are summed.
    const golden2 = layer(3, 1, 1, [0, 0, 2]);
    const faulty2 = layer(3, 1, 1, [0, 0, 0]);
    expect(distances([golden, golden2], [faulty, faulty2])[0]).toBeCloseTo(2.04, 6);
  });

  it('reaches 2 per layer for orthogonal and 4 for opposite features', () => {
    expect(distances([layer(2, 1, 1, [1, 0])], [layer(2, 1, 1, [0, 1])])[0]).toBeCloseTo(2, 6);
    expect(distances([layer(2, 1, 1, [1, 2])], [layer(2, 1, 1, [-1, -2])])[0]).toBeCloseTo(4, 6);
  });

  it('is exactly 0 for equal features', () => {
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 4 }), (images) => {
        expect(distances(mapsOf(images), mapsOf(images))).toEqual(images.map(() => 0));
      }),
    );
  });

  it('is symmetric, and lies between 0 and 2 per layer for features that are never negative', () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const a = mapsOf(pairs.map(([first]) => first));
        const b = mapsOf(pairs.map(([, second]) => second));
        const there = distances(a, b);
        expect(distances(b, a)).toEqual(there);
        for (const distance of there) {
          expect(distance).toBeGreaterThanOrEqual(0);
          expect(distance).toBeLessThanOrEqual(2 * SHAPES.length + 1e-6);
        }
      }),
    );
  });

  it('does not depend on how strongly a layer responds', () => {
    fc.assert(
      fc.property(image, image, fc.constantFrom(0.25, 2, 1024), (golden, faulty, gain) => {
        const louder = faulty.map((value) => value * gain);
        const [plain] = distances(mapsOf([golden]), mapsOf([faulty]));
        expect(distances(mapsOf([golden]), mapsOf([louder]))[0]).toBeCloseTo(plain, 5);
      }),
    );
  });

  it('gives an image the same distance in any batch', () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const alone = pairs.flatMap(([golden, faulty]) => distances(mapsOf([golden]), mapsOf([faulty])));
        const together = distances(
          mapsOf(pairs.map(([golden]) => golden)),
          mapsOf(pairs.map(([, faulty]) => faulty)),
        );
        expect(together).toEqual(alone);
      }),
    );
  });

  it('grows as an image is blended into another', () => {
    fc.assert(
      fc.property(image, image, (golden, other) => {
        const blends = [0, 0.25, 0.5, 0.75, 1].map((share) => {
          const blended = golden.map((value, i) => (1 - share) * value + share * other[i]);
          return distances(mapsOf([golden]), mapsOf([blended]))[0];
        });
        for (let i = 1; i < blends.length; i++)
          expect(blends[i]).toBeGreaterThanOrEqual(blends[i - 1] - 1e-6);
      }),
    );
  });

  it('refuses other layers and other sizes', () => {
    const one = normaliseFeatures([layer(2, 1, 1, [1, 2])]);
    const two = normaliseFeatures([layer(2, 1, 2, [1, 2, 3, 4])]);
    expect(() => perceptualDistances(one, [])).toThrow('got 1 and 0');
    expect(() => perceptualDistances([], [])).toThrow('got 0 and 0');
    expect(() => perceptualDistances(one, two)).toThrow('got 2 and 4');
  });
});
