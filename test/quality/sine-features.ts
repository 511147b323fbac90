import type { FeatureSet } from '../../src/quality/feature-set.js';

/** Features that any language computes alike: gain (sin(1.3 i (j+1) + phase) + 0.3 cos(0.7 i j + 2 phase) + 0.1 j). */
export function sineFeatures(images: number, dimension: number, phase: number, gain: number): FeatureSet {
  const data = Float32Array.from({ length: images * dimension }, (_, index) => {
    const [i, j] = [Math.floor(index / dimension), index % dimension];
    return gain * (Math.sin(1.3 * i * (j + 1) + phase) + 0.3 * Math.cos(0.7 * i * j + 2 * phase) + 0.1 * j);
  });
  return { data, images, dimension };
}

/** A set from its vectors. */
export const featuresOf = (...vectors: number[][]): FeatureSet => ({
  data: Float32Array.from(vectors.flat()),
  images: vectors.length,
  dimension: vectors[0].length,
});
