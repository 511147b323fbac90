import type { Images } from '../core/image.js';
import type { Objective } from '../core/trial.js';
import { classHits } from './class-accuracy.js';
import { type NormalisedFeatureMaps, perceptualDistances } from './perceptual-distance.js';
import { peakSignalToNoiseDb } from './psnr.js';

/** A batch of images and what the metric network says of them. */
export interface QualityInput {
  readonly images: Images;
  readonly features: NormalisedFeatureMaps;
  /** `images x classes`, row-major. */
  readonly logits: Float32Array;
}

/** How one metric is named, read and measured. */
export interface QualityMetric {
  /** Which way is better. */
  readonly direction: Objective['direction'];
  /** Unit for people; empty where the metric has none. */
  readonly unit: string;
  /** One sentence for the report. */
  readonly description: string;
  /** One finite score per image, in the batch's order; an image's score does not depend on the others. */
  readonly measure: (golden: QualityInput, faulty: QualityInput, labels: readonly number[]) => number[];
}

/** The quality metrics by the name they have in outcomes; a metric's value is the mean of its scores over images. */
export const QUALITY_METRICS = {
  perceptualDistance: {
    direction: 'minimise',
    unit: '',
    description:
      'Distance of an image from its golden image in normalised features of the metric network (the form of LPIPS, ' +
      'all weights 1); 0 for equal features.',
    measure: (golden, faulty) => perceptualDistances(golden.features, faulty.features),
  },
  psnrDb: {
    direction: 'maximise',
    unit: 'dB',
    description: 'Peak signal-to-noise ratio against the golden image, at most 100 dB (identical).',
    measure: (golden, faulty) => peakSignalToNoiseDb(golden.images, faulty.images),
  },
  classAccuracy: {
    direction: 'maximise',
    unit: '',
    description: 'Share of images in which the metric network recognises the class they were made for.',
    measure: (_golden, faulty, labels) => classHits(faulty.logits, labels),
  },
} as const satisfies Record<string, QualityMetric>;

export type QualityMetricName = keyof typeof QUALITY_METRICS;

/** The scores of every image under every metric of {@link QUALITY_METRICS}. */
export type QualityScores = Readonly<Record<QualityMetricName, number[]>>;

/**
 * Measures a batch of faulty images against the golden images of the same noise and labels.
 *
 * @param labels the class that each image was made for
 */
export function measureQuality(
  golden: QualityInput,
  faulty: QualityInput,
  labels: readonly number[],
): QualityScores {
  const scores = Object.entries(QUALITY_METRICS).map(([name, { measure }]) => [
    name,
    measure(golden, faulty, labels),
  ]);
  return Object.fromEntries(scores);
}
