import { describe, expect, it } from 'vitest';
import { imagesFromSamples } from '../../src/core/image.js';
import { RandomStream } from '../../src/core/random-stream.js';
import { normaliseFeatures } from '../../src/quality/perceptual-distance.js';
import {
  measureQuality,
  QUALITY_METRICS,
  type QualityInput,
  type QualityMetric,
  type QualityMetricName,
} from '../../src/quality/quality-metrics.js';

const SHAPE = { channels: 1, height: 4, width: 4 };
const IMAGE_SIZE = 16;
const LABELS = [0, 1, 0];

/** A metric network with two rectified channels (pixel and negated pixel) and two classes (dark and light). */
function seen(samples: Float32Array): QualityInput {
  const images = imagesFromSamples(samples, SHAPE);
  const perImage = LABELS.map((_, i) => images.data.slice(i * IMAGE_SIZE, (i + 1) * IMAGE_SIZE));
  const features = {
    ...SHAPE,
    channels: 2,
    data: Float32Array.from(
      perImage.flatMap((pixels) => [...pixels, ...pixels.map((p) => -p)]),
      (value) => Math.max(0, value),
    ),
  };
  const logits = perImage.flatMap((pixels) => {
    const sum = pixels.reduce((total, pixel) => total + pixel, 0);
    return [-sum, sum];
  });
  return { images, features: normaliseFeatures([features]), logits: Float32Array.from(logits) };
}

/** Dark images for label 0 and light ones for label 1, none of them uniform. */
const SAMPLES = Float32Array.from({ length: LABELS.length * IMAGE_SIZE }, (_, i) => {
  const sign = LABELS[Math.floor(i / IMAGE_SIZE)] === 1 ? 1 : -1;
  return sign * (0.4 + 0.3 * Math.sin(i)) + (i % 4 === 0 ? -sign * 0.3 : 0);
});

const noise = new RandomStream(3, 'noise');
const DESTROYED = SAMPLES.map(() => 3 * noise.normal());

const metrics: readonly (readonly [QualityMetricName, QualityMetric])[] = Object.entries(QUALITY_METRICS) as [
  QualityMetricName,
  QualityMetric,
][];

describe.each(metrics)('quality metric %s', (name, { direction }) => {
  const golden = seen(SAMPLES);
  const scores = (samples: Float32Array) => measureQuality(golden, seen(samples), LABELS)[name];
  /** Sum of scores, the smaller the better. */
  const loss = (samples: Float32Array) =>
    scores(samples).reduce((sum, score) => sum + (direction === 'minimise' ? score : -score), 0);

  it('gives one score per image, best for the golden images themselves', () => {
    expect(scores(SAMPLES)).toHaveLength(LABELS.length);
    expect(loss(SAMPLES)).toBeLessThan(loss(DESTROYED));
    for (const scale of [0.5, 1.1])
      expect(loss(SAMPLES)).toBeLessThanOrEqual(loss(SAMPLES.map((v) => v * scale)));
  });

  it('does not get better as the images are blended into noise', () => {
    const losses = [0, 0.1, 0.3, 0.6, 1].map((share) =>
      loss(SAMPLES.map((value, i) => (1 - share) * value + share * DESTROYED[i])),
    );
    expect(losses[4]).toBeGreaterThan(losses[0]);
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeGreaterThanOrEqual(losses[i - 1]);
  });

  it('gives finite, bad scores to images of NaN and infinities', () => {
    for (const broken of [Number.NaN, Infinity, -Infinity]) {
      const samples = SAMPLES.map((value, i) => (i % 3 === 0 ? value : broken));
      expect(scores(samples).every(Number.isFinite)).toBe(true);
      if (name !== 'classAccuracy') expect(loss(samples)).toBeGreaterThan(loss(SAMPLES));
    }
  });

  it('scores an image alike whatever the other images are', () => {
    const mixed = SAMPLES.map((value, i) => (i < IMAGE_SIZE ? value : DESTROYED[i]));
    expect(scores(mixed)[0]).toBe(scores(SAMPLES)[0]);
    expect(scores(mixed)[2]).toBe(scores(DESTROYED)[2]);
  });
});

describe('measureQuality', () => {
  it('gives the golden images distance 0, the highest PSNR and their own class', () => {
    const golden = seen(SAMPLES);
    expect(measureQuality(golden, golden, LABELS)).toEqual({
      perceptualDistance: [0, 0, 0],
      psnrDb: [100, 100, 100],
      ssim: [1, 1, 1],
      classAccuracy: [1, 1, 1],
    });
  });

  it('leaves class accuracy out where no metric network tells classes apart', () => {
    const blind = { ...seen(SAMPLES), logits: null };
    expect(Object.keys(measureQuality(blind, blind, LABELS))).toEqual([
      'perceptualDistance',
      'psnrDb',
      'ssim',
    ]);
  });

  it("passes the metric networks' own scores of the faulty images on", () => {
    const golden = { ...seen(SAMPLES), scores: { imageReward: Float32Array.of(1, 2, 3) } };
    const faulty = { ...seen(DESTROYED), scores: { imageReward: Float32Array.of(-1, 0.5, 0) } };
    expect(measureQuality(golden, faulty, LABELS).imageReward).toEqual([-1, 0.5, 0]);
  });
});
