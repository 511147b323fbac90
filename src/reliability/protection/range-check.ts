import type { Protection } from '../../core/policy.js';
import { accumulatorWords } from '../../core/workload.js';
import { tilesOfWords } from './lines.js';
import type { ProtectedImage } from './protected-image.js';
import type { ProtectionScheme } from './protection-scheme.js';

type RangeCheck = Extract<Protection, { scheme: 'range-check' }>;

/**
 * Detection by range, as the symptom detectors of Li et al. (SC 2017) and the anomaly detectors of MAVFI (DATE 2023) and
 * CREATE (arXiv 2601.14140) do: a word whose magnitude exceeds `factor` x the largest one of calibration is an error,
 * and is cleared to 0, or computed again at the nominal operating point (with the words where its tile's flagged rows
 * and columns cross, being one product). Correct words beyond the range are flagged as well: with fresh inputs that
 * happens at factors near 1. MAVFI's Gaussian bounds and autoencoder are not modelled.
 *
 * The range is that of the product's output in calibration; where the network joins the bias to the product (ONNX Gemm)
 * it includes the bias, which accumulators do not hold yet.
 */
export const rangeCheck = {
  actsWithoutFaults: true,
  needsOperands: false,
  create({ factor, repair }: RangeCheck, tileSize: number) {
    return (image) => {
      const beyond = wordsBeyond(image, factor);
      for (const word of beyond) image.flagWord(word);
      if (repair === 'clear') {
        for (const word of beyond) image.clearWord(word);
        return;
      }
      for (const { tile, rows, cols } of tilesOfWords(image.gemm, beyond, tileSize))
        image.recompute(tile, rows, cols);
    };
  },
} as const satisfies ProtectionScheme<RangeCheck>;

function wordsBeyond(image: ProtectedImage, factor: number): number[] {
  const { gemm } = image;
  const limits = Float64Array.from({ length: gemm.cols }, (_, col) => factor * image.fullScale(col));
  const words = accumulatorWords(gemm);
  const beyond: number[] = [];
  for (let word = 0, col = 0; word < words; word++) {
    if (Math.abs(image.read(word)) > limits[col]) beyond.push(word);
    col = col + 1 === gemm.cols ? 0 : col + 1;
  }
  return beyond;
}
