import { describe, expect, it } from 'vitest';
import { firstImages, joinFeatureSets } from '../../src/quality/feature-set.js';
import type { ReferenceStatistics } from '../../src/quality/reference-statistics.js';
import { measureSets, SET_METRICS } from '../../src/quality/set-metrics.js';
import { featuresOf, sineFeatures } from './sine-features.js';

/** Independent features of variance 1 about 0. */
const reference: ReferenceStatistics = {
  dimension: 2,
  mean: new Float64Array(2),
  covariance: { data: Float64Array.of(1, 0, 0, 1), rows: 2, cols: 2 },
  source: 'unit Gaussian',
};

describe('measureSets', () => {
  it('gives a set compared with itself the best scores', () => {
    const golden = sineFeatures(20, 4, 0.2, 1);
    const scores = measureSets({ golden, faulty: golden });
    expect(scores).toEqual({ fid: expect.closeTo(0, 6), imagePrecision: 1, imageRecall: 1 });
  });

  it('measures golden and faulty images against a reference', () => {
    // Means (0, 0) and (3, 0), variances 1 in each direction and none across.
    const corner = Math.sqrt(0.75);
    const golden = featuresOf([corner, corner], [corner, -corner], [-corner, corner], [-corner, -corner]);
    const faulty = { ...golden, data: golden.data.map((value, i) => (i % 2 === 0 ? value + 3 : value)) };
    const scores = measureSets({ golden, faulty, reference });
    expect(scores.fid).toBeCloseTo(9, 5);
    expect(scores.goldenFidToReference).toBeCloseTo(0, 5);
    expect(scores.fidToReference).toBeCloseTo(9, 5);
    expect(Object.keys(scores).sort()).toEqual(Object.keys(SET_METRICS).sort());
  });

  it('worsens as more of the images are destroyed', () => {
    const golden = sineFeatures(40, 4, 0.2, 1);
    const destroyed = (count: number) => ({
      ...golden,
      data: golden.data.map((value, i) => (i < 4 * count ? 5 : value)),
    });
    const fids = [0, 5, 20, 40].map(
      (count) => measureSets({ golden, faulty: destroyed(count) }).fid ?? Number.NaN,
    );
    for (let i = 1; i < fids.length; i++) expect(fids[i]).toBeGreaterThan(fids[i - 1] + 0.01);
    expect(measureSets({ golden, faulty: destroyed(20) }).imagePrecision).toBe(0.5);
  });

  it('leaves out what too few images cannot tell', () => {
    const three = sineFeatures(3, 4, 0, 1);
    expect(Object.keys(measureSets({ golden: three, faulty: three }))).toEqual(['fid']);
    const one = featuresOf([1, 2]);
    expect(measureSets({ golden: one, faulty: one, reference })).toEqual({});
  });
});

describe('joinFeatureSets and firstImages', () => {
  it('put batches one after the other, without the padding of the last', () => {
    const whole = sineFeatures(7, 3, 0.1, 1);
    const batches = [0, 4].map((first) => ({
      data: whole.data.slice(first * 3, (first + 4) * 3),
      images: Math.min(4, 7 - first),
      dimension: 3,
    }));
    expect(joinFeatureSets(batches)).toEqual(whole);
    const padded = { ...whole, data: Float32Array.of(...whole.data, 9, 9, 9), images: 8 };
    expect(firstImages(padded, 7)).toEqual(whole);
    expect(() => joinFeatureSets([whole, sineFeatures(1, 2, 0, 1)])).toThrow('got 3 and 2');
  });
});
