import { bugError } from '../core/errors.js';

/** One feature vector per image, as the metric network pools them. */
export interface FeatureSet {
  /** `images x dimension`, row-major. */
  readonly data: Float32Array;
  readonly images: number;
  readonly dimension: number;
}

/** The first `count` images of a set, which shares their memory. */
export const firstImages = ({ data, dimension }: FeatureSet, count: number): FeatureSet => ({
  data: data.subarray(0, count * dimension),
  images: count,
  dimension,
});

/** The sets of several batches as one, in their order; at least one batch, all of one dimension. */
export function joinFeatureSets(batches: readonly FeatureSet[]): FeatureSet {
  const [{ dimension }] = batches;
  const images = batches.reduce((sum, batch) => sum + batch.images, 0);
  const data = new Float32Array(images * dimension);
  let offset = 0;
  for (const batch of batches) {
    requireSameDimension(batches[0], batch, 'feature sets');
    data.set(batch.data, offset);
    offset += batch.data.length;
  }
  return { data, images, dimension };
}

/** BugError for features that do not compare. */
export function requireSameDimension(
  a: { readonly dimension: number },
  b: { readonly dimension: number },
  what: string,
): void {
  if (a.dimension === b.dimension) return;
  throw bugError(`${what}: expected features of one dimension, got ${a.dimension} and ${b.dimension}`);
}
