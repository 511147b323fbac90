import { bugError } from '../core/errors.js';
import { type FeatureMap, type FeatureMaps, imagesIn } from './feature-maps.js';

/** Added to a channel vector's length, so that an all-zero position stays zero; LPIPS's value. */
const EPSILON = 1e-10;

/** Features whose channel vector at each position has length 1 (or 0): made by {@link normaliseFeatures} alone. */
export type NormalisedFeatureMaps = readonly (FeatureMap & { readonly normalised: true })[];

/**
 * Divides each position's channel vector by its length, so that distances do not depend on how strongly a layer
 * responds (Zhang et al. 2018, section 3). Depends on each image alone, so a golden image's features can be kept.
 * NaN or infinite features give NaN distances: measure images made by `imagesFromSamples`.
 */
export function normaliseFeatures(maps: FeatureMaps): NormalisedFeatureMaps {
  return maps.map((map) => ({ ...map, data: unitChannelVectors(map), normalised: true }));
}

function unitChannelVectors(map: FeatureMap): Float32Array {
  const positions = map.height * map.width;
  const out = new Float32Array(map.data.length);
  for (let image = 0; image < imagesIn(map); image++) {
    const start = image * map.channels * positions;
    for (let position = start; position < start + positions; position++) {
      const end = position + map.channels * positions;
      let squares = 0;
      for (let i = position; i < end; i += positions) squares += map.data[i] ** 2;
      const length = Math.sqrt(squares) + EPSILON;
      for (let i = position; i < end; i += positions) out[i] = map.data[i] / length;
    }
  }
  return out;
}

/**
 * How different two images look to a network, in the form of LPIPS (Zhang et al. 2018, eq. 1): the squared
 * difference of normalised channel vectors, averaged over positions, summed over layers. One number per image, from
 * 0 (equal features) to 4 per layer; where features are never negative, as after a ReLU, to 2 per layer. Symmetric.
 * The weights w of eq. 1 are all 1, because nobody has calibrated them against human judgement for this metric
 * network: values compare within one metric network, and not with published LPIPS figures.
 *
 * @param golden features of the reference images
 * @param faulty features of the images that are judged, in the same order
 */
export function perceptualDistances(golden: NormalisedFeatureMaps, faulty: NormalisedFeatureMaps): number[] {
  if (golden.length === 0 || golden.length !== faulty.length) {
    throw bugError(
      `perceptual distance: expected the same layers twice, got ${golden.length} and ${faulty.length}`,
    );
  }
  const perLayer = golden.map((map, layer) => layerDistances(map, faulty[layer]));
  return perLayer[0].map((_, image) => perLayer.reduce((sum, distances) => sum + distances[image], 0));
}

function layerDistances(golden: FeatureMap, faulty: FeatureMap): number[] {
  if (golden.data.length !== faulty.data.length) {
    throw bugError(
      `perceptual distance: expected features of one size, got ${golden.data.length} and ${faulty.data.length}`,
    );
  }
  const positions = golden.height * golden.width;
  const imageSize = golden.channels * positions;
  return Array.from({ length: imagesIn(golden) }, (_, image) => {
    let sum = 0;
    for (let i = image * imageSize; i < (image + 1) * imageSize; i++) {
      sum += (golden.data[i] - faulty.data[i]) ** 2;
    }
    return sum / positions;
  });
}
