import { type FeatureSet, requireSameDimension } from './feature-set.js';

/** The k of Kynkaanniemi et al. 2019, section 3: the radius of a sphere reaches this neighbour. */
export const NEIGHBOURS = 3;

export interface PrecisionRecall {
  /** Share of the judged images that lie where golden ones do: how many are credible. */
  readonly precision: number;
  /** Share of the golden images that lie where judged ones do: how much of their variety is left. */
  readonly recall: number;
}

/**
 * Improved precision and recall (Kynkaanniemi et al. 2019, eq. 1 and 2): a set's manifold is the union of spheres
 * around its features, each reaching the third nearest neighbour within the set. Both from 0 to 1, and 1 for equal
 * sets. A NaN feature lies nowhere.
 *
 * @returns null for {@link NEIGHBOURS} images or fewer in either set, which have no such neighbour
 */
export function precisionAndRecall(golden: FeatureSet, judged: FeatureSet): PrecisionRecall | null {
  requireSameDimension(golden, judged, 'precision and recall');
  if (Math.min(golden.images, judged.images) <= NEIGHBOURS) return null;
  return { precision: shareWithin(judged, golden), recall: shareWithin(golden, judged) };
}

/** Share of the set's images within the manifold of another set. */
function shareWithin(set: FeatureSet, manifold: FeatureSet): number {
  const squaredRadii = Array.from({ length: manifold.images }, (_, image) => squaredRadius(manifold, image));
  let within = 0;
  for (let image = 0; image < set.images; image++) {
    if (squaredRadii.some((radius, centre) => squaredDistance(set, image, manifold, centre) <= radius))
      within++;
  }
  return within / set.images;
}

/** Squared distance from an image to its {@link NEIGHBOURS}th nearest other. */
function squaredRadius(set: FeatureSet, image: number): number {
  const others = Float64Array.from({ length: set.images }, (_, other) =>
    squaredDistance(set, image, set, other),
  );
  return others.filter((_, other) => other !== image).sort()[NEIGHBOURS - 1];
}

function squaredDistance(a: FeatureSet, imageOfA: number, b: FeatureSet, imageOfB: number): number {
  const [startA, startB] = [imageOfA * a.dimension, imageOfB * b.dimension];
  let sum = 0;
  for (let i = 0; i < a.dimension; i++) sum += (a.data[startA + i] - b.data[startB + i]) ** 2;
  return sum;
}
