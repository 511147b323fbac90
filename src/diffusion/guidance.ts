import { bugError } from '../core/errors.js';

/**
 * Classifier-free guidance with both passes in one batch. Each image has two neighbouring rows, first the
 * unconditional and then the conditional one: [uncond_0, cond_0, uncond_1, cond_1, ...], so that everything that
 * belongs to an image lies in one piece.
 */
export const ROWS_PER_GUIDED_IMAGE = 2;

/**
 * Writes each image's sample twice in a row.
 *
 * @param samples `images x imageSize`
 * @param imageSize values per image
 * @param out `2 images x imageSize`, overwritten
 */
export function expandSamples(samples: Float32Array, imageSize: number, out: Float32Array): void {
  const images = imageCount(samples, imageSize, out);
  for (let image = 0; image < images; image++) {
    const start = image * imageSize;
    const target = start * ROWS_PER_GUIDED_IMAGE;
    out.set(samples.subarray(start, start + imageSize), target);
    out.copyWithin(target + imageSize, target, target + imageSize);
  }
}

/**
 * The class labels of the expanded batch, length twice that of `labels`.
 *
 * @param nullLabel the label that stands for "no class"
 * @example expandLabels([3, 7], 10) // [10, 3, 10, 7]
 */
export function expandLabels(labels: readonly number[], nullLabel: number): number[] {
  return labels.flatMap((label) => [nullLabel, label]);
}

/**
 * The guided prediction u + w (c - u) of each image from its unconditional (u) and conditional (c) rows
 * (Ho and Salimans 2022, eq. 6, whose weight is w - 1: here 1 is no guidance and 0 unconditional, as in diffusers'
 * `guidance_scale`). In float64, rounded once; NaN and infinities stay within their element.
 *
 * @param modelOutput `2 images x imageSize`
 * @param imageSize values per image
 * @param scale w
 * @param out `images x imageSize`, overwritten; may not share memory with `modelOutput`
 */
export function combineGuided(
  modelOutput: Float32Array,
  imageSize: number,
  scale: number,
  out: Float32Array,
): void {
  const images = imageCount(out, imageSize, modelOutput);
  for (let image = 0; image < images; image++) {
    const unconditionalRow = image * ROWS_PER_GUIDED_IMAGE * imageSize;
    const conditionalRow = unconditionalRow + imageSize;
    for (let i = 0; i < imageSize; i++) {
      const unconditional = modelOutput[unconditionalRow + i];
      out[image * imageSize + i] = unconditional + scale * (modelOutput[conditionalRow + i] - unconditional);
    }
  }
}

function imageCount(single: Float32Array, imageSize: number, double: Float32Array): number {
  const images = single.length / imageSize;
  if (!Number.isInteger(images) || double.length !== ROWS_PER_GUIDED_IMAGE * single.length) {
    throw bugError(
      `guidance: expected whole images of ${imageSize} values and twice as many, ` +
        `got ${single.length} and ${double.length} values`,
    );
  }
  return images;
}
