import type { FeatureSet } from './feature-set.js';
import { frechetDistance } from './frechet-distance.js';
import { fitGaussian } from './gaussian-fit.js';
import { precisionAndRecall } from './precision-recall.js';
import type { QualityMetric } from './quality-metrics.js';
import type { ReferenceStatistics } from './reference-statistics.js';

/** The metrics of a whole evaluation's images by the name they have in outcomes; each is one number per set. */
export const SET_METRICS = {
  fid: {
    direction: 'minimise',
    unit: '',
    description:
      'Frechet distance between the golden and the faulty images in pooled features of the metric network; 0 for ' +
      'equal sets. An FID only where that network is Inception.',
  },
  imagePrecision: {
    direction: 'maximise',
    unit: '',
    description: 'Share of the faulty images that lie among the golden ones (k = 3 nearest neighbours).',
  },
  imageRecall: {
    direction: 'maximise',
    unit: '',
    description: 'Share of the golden images that lie among the faulty ones (k = 3 nearest neighbours).',
  },
  fidToReference: {
    direction: 'minimise',
    unit: '',
    description: 'Frechet distance between the faulty images and the real ones of the reference statistics.',
  },
  goldenFidToReference: {
    direction: 'minimise',
    unit: '',
    description:
      'The same distance of the golden images: what the network itself reaches with as many images.',
  },
} as const satisfies Record<string, Omit<QualityMetric, 'measure'>>;

export type SetMetricName = keyof typeof SET_METRICS;

/** Metrics of {@link SET_METRICS}; those that the images are too few for, or lack a reference for, are absent. */
export type SetScores = Readonly<Partial<Record<SetMetricName, number>>>;

/** The pooled features of an evaluation's images and of their golden ones, in the same order. */
export interface SetInput {
  readonly golden: FeatureSet;
  readonly faulty: FeatureSet;
  readonly reference?: ReferenceStatistics;
}

/** Measures whole sets: distances from two images on, precision and recall from four. */
export function measureSets({ golden, faulty, reference }: SetInput): SetScores {
  if (Math.min(golden.images, faulty.images) < 2) return {};
  const manifolds = precisionAndRecall(golden, faulty);
  const [fitted, judged] = [fitGaussian(golden), fitGaussian(faulty)];
  return {
    fid: frechetDistance(fitted, judged),
    ...(manifolds && { imagePrecision: manifolds.precision, imageRecall: manifolds.recall }),
    ...(reference && {
      fidToReference: frechetDistance(judged, reference),
      goldenFidToReference: frechetDistance(fitted, reference),
    }),
  };
}
