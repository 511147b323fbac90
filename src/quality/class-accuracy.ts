import { bugError } from '../core/errors.js';

/**
 * Whether the metric network recognises each image's class: 1 when the label's logit is the largest, else 0. Their
 * mean over images is the accuracy. The first of equal logits counts as the largest; an image with a NaN logit
 * scores 0.
 *
 * @param logits `images x classes`, row-major
 * @param labels the class that each image was made for, integers in 0..classes-1
 */
export function classHits(logits: Float32Array, labels: readonly number[]): number[] {
  const classes = logits.length / labels.length;
  if (!Number.isInteger(classes)) {
    throw bugError(
      `class accuracy: expected logits for ${labels.length} images, got ${logits.length} values`,
    );
  }
  return labels.map((label, image) => {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    // With a NaN in the row the maximum is NaN, which indexOf finds nowhere.
    return row.indexOf(Math.max(...row)) === label ? 1 : 0;
  });
}
