import { mean, standardError } from '../core/statistics/summary.js';
import type { Metrics } from '../core/trial.js';
import { type FeatureSet, firstImages, joinFeatureSets } from '../quality/feature-set.js';
import { measureQuality, type QualityScores } from '../quality/quality-metrics.js';
import type { ReferenceStatistics } from '../quality/reference-statistics.js';
import { measureSets } from '../quality/set-metrics.js';
import type { GoldenBatch } from './golden-runs.js';

/** What an evaluation measures of its images: scores image by image, and features for scores of all together. */
export class EvaluationScores {
  private readonly perImage = new Map<string, number[]>();
  private readonly golden: FeatureSet[] = [];
  private readonly faulty: FeatureSet[] = [];

  /**
   * Measures a batch.
   *
   * @param count images of the batch that count, from its beginning; the others are padding
   * @returns the scores of those images
   */
  add(golden: GoldenBatch, faulty: GoldenBatch, count: number): QualityScores {
    const all = Object.entries(measureQuality(golden, faulty, golden.labels));
    const scores = all.map(([name, values]) => [name, values.slice(0, count)] as const);
    for (const [name, values] of scores) {
      const known = this.perImage.get(name);
      if (known) known.push(...values);
      else this.perImage.set(name, [...values]);
    }
    if (golden.pooled && faulty.pooled) {
      this.golden.push(firstImages(golden.pooled, count));
      this.faulty.push(firstImages(faulty.pooled, count));
    }
    return Object.fromEntries(scores) as unknown as QualityScores;
  }

  /** Each image's scores, by metric. */
  byImage(): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(this.perImage);
  }

  /** Means over images. */
  means(): Metrics {
    return Object.fromEntries(Array.from(this.perImage, ([name, values]) => [name, mean(values)]));
  }

  /** Means over images, and the scores of whole sets where the metric network pools features. */
  metrics(reference?: ReferenceStatistics): Metrics {
    if (this.golden.length === 0) return this.means();
    const sets = { golden: joinFeatureSets(this.golden), faulty: joinFeatureSets(this.faulty), reference };
    return { ...this.means(), ...measureSets(sets) };
  }

  /** Standard errors of the means over images; of a single image there are none. */
  standardErrors(): Metrics {
    const errors = Array.from(this.perImage, ([name, values]) => [name, standardError(values)] as const);
    return Object.fromEntries(errors.filter((entry): entry is [string, number] => entry[1] !== null));
  }
}
