import { describe, expect, it } from 'vitest';
import { imagesFromSamples } from '../../src/core/image.js';
import { EvaluationScores } from '../../src/evaluation/evaluation-scores.js';
import type { GoldenBatch } from '../../src/evaluation/golden-runs.js';
import { normaliseFeatures } from '../../src/quality/perceptual-distance.js';

const SHAPE = { channels: 1, height: 2, width: 2 };

/** Flat images of the given brightness, their own feature map and pooled feature; lighter than grey is class 1. */
function flatImages(brightness: readonly number[], pools = true): GoldenBatch {
  const pixels = Float32Array.from(brightness.flatMap((value) => [value, value, value, value]));
  return {
    images: imagesFromSamples(pixels, SHAPE),
    labels: brightness.map(() => 1),
    features: normaliseFeatures([{ ...SHAPE, data: pixels }]),
    logits: Float32Array.from(brightness.flatMap((value) => [-value, value])),
    pooled: pools ? { data: Float32Array.from(brightness), images: brightness.length, dimension: 1 } : null,
  };
}

describe('EvaluationScores', () => {
  it('averages over the images of all batches, without padding', () => {
    const scores = new EvaluationScores();
    expect(scores.add(flatImages([0.5, 0.6]), flatImages([0.5, -0.6]), 2).classAccuracy).toEqual([1, 0]);
    expect(scores.add(flatImages([0.7, 0.8]), flatImages([0.7, -0.8]), 1).classAccuracy).toEqual([1]);
    expect(scores.metrics().classAccuracy).toBeCloseTo(2 / 3, 12);
    expect(scores.standardErrors().classAccuracy).toBeCloseTo(1 / 3, 12);
  });

  it('measures sets over all batches at once', () => {
    const scores = new EvaluationScores();
    scores.add(flatImages([0, 0.2]), flatImages([0.5, 0.7]), 2);
    scores.add(flatImages([0.4, 9]), flatImages([0.9, 9]), 1);
    const reference = {
      dimension: 1,
      mean: Float64Array.of(0.2),
      covariance: { data: Float64Array.of(0.04), rows: 1, cols: 1 },
      source: 'by hand',
    };
    // Means 0.2 and 0.7, variances 0.04: 0.5^2 apart, and the golden ones as the reference.
    const { fid, fidToReference, goldenFidToReference } = scores.metrics(reference);
    expect(fid).toBeCloseTo(0.25, 6);
    expect(fidToReference).toBeCloseTo(0.25, 6);
    expect(goldenFidToReference).toBeCloseTo(0, 6);
  });

  it('leaves sets out where no network pools, and standard errors of one image', () => {
    const scores = new EvaluationScores();
    scores.add(flatImages([0.5], false), flatImages([0.5], false), 1);
    expect(Object.keys(scores.metrics()).sort()).toEqual([
      'classAccuracy',
      'perceptualDistance',
      'psnrDb',
      'ssim',
    ]);
    expect(scores.standardErrors()).toEqual({});
  });
});
