import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureSet } from '../../src/quality/feature-set.js';
import { frechetDistance } from '../../src/quality/frechet-distance.js';
import { fitGaussian, totalVariance } from '../../src/quality/gaussian-fit.js';
import { timesTransposed } from '../../src/quality/matrix.js';
import { readReferenceStatistics } from '../../src/quality/reference-statistics.js';
import { featuresOf, sineFeatures } from './sine-features.js';

const distance = (a: FeatureSet, b: FeatureSet) => frechetDistance(fitGaussian(a), fitGaussian(b));

describe('fitGaussian', () => {
  it('gives mean and covariance of the set, whether it has fewer images than dimensions or more', () => {
    for (const images of [2, 5, 6, 7, 40]) {
      const set = sineFeatures(images, 6, 0.2, 1);
      const { mean, factor } = fitGaussian(set);
      const columns = Array.from({ length: 6 }, (_, j) =>
        Array.from({ length: images }, (_, i) => set.data[i * 6 + j]),
      );
      const centres = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / images);
      centres.forEach((centre, j) => {
        expect(mean[j]).toBeCloseTo(centre, 12);
      });
      // F^T F, with the columns of F as rows.
      const transposed = new Float64Array(factor.data.length).map(
        (_, i) => factor.data[(i % factor.rows) * 6 + Math.floor(i / factor.rows)],
      );
      const turned = { data: transposed, rows: 6, cols: factor.rows };
      const product = timesTransposed(turned, turned).data;
      for (const [j, a] of columns.entries()) {
        for (const [k, b] of columns.entries()) {
          const products = a.map((value, i) => (value - centres[j]) * (b[i] - centres[k]));
          const covariance = products.reduce((sum, value) => sum + value, 0) / (images - 1);
          expect(product[j * 6 + k]).toBeCloseTo(covariance, 12);
        }
      }
    }
  });

  it('refuses a single image', () => {
    expect(() => fitGaussian(featuresOf([1, 2]))).toThrow('expected two images or more, got 1');
  });
});

describe('frechetDistance', () => {
  // SciPy 1.17.1: numpy.cov and linalg.sqrtm(S1 @ S2); the second and third rank deficient, by singular values.
  it.each([
    [40, 30, 6, 0.3009338287543821, 6],
    [5, 7, 8, 4.55630022769023, 5],
    [4, 20, 6, 3.8499813777834238, 5],
  ])('agrees with SciPy on %d and %d images of %d features', (n1, n2, dimension, expected, digits) => {
    const a = sineFeatures(n1, dimension, 0.2, 1);
    const b = sineFeatures(n2, dimension, 0.9, 1.2);
    expect(distance(a, b)).toBeCloseTo(expected, digits);
    expect(distance(b, a)).toBeCloseTo(expected, digits);
  });

  it('agrees with SciPy on the distance to the shipped reference statistics', () => {
    const folder = fileURLToPath(new URL('../../models/dit-fashion/', import.meta.url));
    const reference = readReferenceStatistics(`${folder}reference-statistics.json`);
    expect(reference.source).toBe('Fashion-MNIST test, 10000 images');
    const magnitudes = (images: number) => {
      const set = sineFeatures(images, 128, 0.2, 0.25);
      return fitGaussian({ ...set, data: set.data.map(Math.abs) });
    };
    expect(frechetDistance(magnitudes(200), reference)).toBeCloseTo(347.7597701437011, 4);
    expect(frechetDistance(magnitudes(50), reference)).toBeCloseTo(347.81333750238866, 4);
  });

  it('agrees with closed forms of one dimension: (m1 - m2)^2 + (s1 - s2)^2', () => {
    // Standard deviations 1 and 3 (divisor n - 1), means 0 and 5.
    const a = featuresOf([-1], [0], [1]);
    const b = featuresOf([2], [5], [8]);
    expect(distance(a, b)).toBeCloseTo(25 + 4, 12);
  });

  it('is the squared length of a shift, and (1 - gain)^2 times the variance for a gain about the mean', () => {
    const set = sineFeatures(50, 5, 0.3, 1);
    const shifted = {
      ...set,
      data: set.data.map((value, i) => value + (i % 5 === 0 ? 3 : 0) + (i % 5 === 1 ? 4 : 0)),
    };
    expect(distance(set, shifted)).toBeCloseTo(25, 4);
    const { mean } = fitGaussian(set);
    const doubled = { ...set, data: set.data.map((value, i) => 2 * value - mean[i % 5]) };
    expect(distance(set, doubled)).toBeCloseTo(totalVariance(fitGaussian(set)), 4);
  });

  it('is 0 for equal sets, never negative, and blind to the order of the images', () => {
    const values = fc.array(
      fc.integer({ min: -50, max: 50 }).map((i) => i / 8),
      { minLength: 12, maxLength: 12 },
    );
    fc.assert(
      fc.property(values, fc.constantFrom(2, 3, 4, 6), (values, images) => {
        const set = { data: Float32Array.from(values), images, dimension: 12 / images };
        expect(distance(set, set)).toBeLessThan(1e-4);
        const rows = Array.from({ length: images }, (_, i) =>
          values.slice((i * 12) / images, ((i + 1) * 12) / images),
        );
        expect(distance(set, featuresOf(...rows.reverse()))).toBeLessThan(1e-4);
        expect(distance(set, set)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('refuses features of two networks', () => {
    expect(() => distance(featuresOf([1, 2], [3, 4]), featuresOf([1], [2]))).toThrow('got 2 and 1');
  });
});
