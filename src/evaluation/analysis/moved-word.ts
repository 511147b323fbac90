import type { Accumulators, Site } from '../../core/site.js';

const LARGEST_WORD = 2 ** 31 - 1;

/**
 * An accumulator word after an error of a given real size: the whole number nearest to word + share x full scale, kept
 * within 32 bits.
 *
 * @param index of the word in the batch's accumulators
 * @param share of the largest magnitude that the site's output reached in calibration; its sign is the error's
 */
export function movedWord(
  { gemm }: Site,
  { data, scale, outputRange }: Accumulators,
  index: number,
  share: number,
): number {
  const unit = scale.length === 1 ? scale[0] : scale[index % gemm.cols];
  const deviation = (share * outputRange) / unit;
  // Math.round alone rounds halves upwards, which would make negative errors smaller than positive ones.
  const moved = data[index] + Math.sign(deviation) * Math.round(Math.abs(deviation));
  return Math.max(-LARGEST_WORD, Math.min(LARGEST_WORD, moved));
}
