import type { Images } from '../core/image.js';
import type { Objective } from '../core/trial.js';
import { classHits } from './class-accuracy.js';
import { type NormalisedFeatureMaps, perceptualDistances } from './perceptual-distance.js';
import { peakSignalToNoiseDb } from './psnr.js';
import { structuralSimilarities } from './ssim.js';

/** A batch of images and what the metric networks say of them. */
export interface QualityInput {
  readonly images: Images;
  readonly features: NormalisedFeatureMaps;
  /** `images x classes`, row-major; null where no metric network tells classes apart. */
  readonly logits: Float32Array | null;
  /** Scores that metric networks give images by themselves (larger is better), by name: one finite value per image. */
  readonly scores?: Readonly<Record<string, Float32Array>>;
}

/** How one metric is named, read and measured. */
export interface QualityMetric {
  /** Which way is better. */
  readonly direction: Objective['direction'];
  /** Unit for people; empty where the metric has none. */
  readonly unit: string;
  /** One sentence for the report. */
  readonly description: string;
  /**
   * One finite score per image, in the batch's order; an image's score does not depend on the others. Null where the
   * metric networks do not give what it needs.
   */
  readonly measure: (
    golden: QualityInput,
    faulty: QualityInput,
    labels: readonly number[],
  ) => number[] | null;
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
  ssim: {
    direction: 'maximise',
    unit: '',
    description:
      'Structural similarity to the golden image (Gaussian window of 11 pixels); 1 for identical images.',
    measure: (golden, faulty) => structuralSimilarities(golden.images, faulty.images),
  },
  classAccuracy: {
    direction: 'maximise',
    unit: '',
    description: 'Share of images in which the metric network recognises the class they were made for.',
    measure: (_golden, faulty, labels) => faulty.logits && classHits(faulty.logits, labels),
  },
} as const satisfies Record<string, QualityMetric>;

export type QualityMetricName = keyof typeof QUALITY_METRICS;

/**
 * The scores of every image by metric: those of {@link QUALITY_METRICS} that could be measured (class accuracy needs
 * class scores), and the metric networks' own.
 */
export interface QualityScores extends Readonly<Record<string, readonly number[]>> {
  readonly perceptualDistance: readonly number[];
  readonly psnrDb: readonly number[];
  readonly ssim: readonly number[];
}

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
  const table: Readonly<Record<string, QualityMetric>> = QUALITY_METRICS;
  const measured = Object.entries(table).map(([name, { measure }]) => [
    name,
    measure(golden, faulty, labels),
  ]);
  const own = Object.entries(faulty.scores ?? {}).map(([name, scores]) => [name, Array.from(scores)]);
  return Object.fromEntries([...measured, ...own].filter(([, scores]) => scores !== null));
}
