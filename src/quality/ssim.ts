import { bugError } from '../core/errors.js';
import { type Images, PIXEL_RANGE } from '../core/image.js';

/** Standard deviation of the window in pixels, its width, and the constants of Wang et al. 2004, section III.B and C. */
const SIGMA = 1.5;
const WINDOW = 11;
const K1 = 0.01;
const K2 = 0.03;

/** Black is 0 for the luminance term, as the paper has it; the data range is then the value of white. */
const WHITE = PIXEL_RANGE.most - PIXEL_RANGE.least;
const C1 = (K1 * WHITE) ** 2;
const C2 = (K2 * WHITE) ** 2;

/**
 * Structural similarity of each image to its golden one (Wang et al. 2004, eq. 13): the mean over all positions of an
 * 11 x 11 Gaussian window that lies within the image, then over channels. 1 for identical images, 0 for unrelated
 * ones, down to -1 for inverted ones. Pixels are taken from black = 0. Images below 11 pixels are seen through the
 * widest odd window that fits, with the same sigma.
 *
 * @param golden the reference images
 * @param faulty the images that are judged, in the same order
 */
export function structuralSimilarities(golden: Images, faulty: Images): number[] {
  if (golden.data.length !== faulty.data.length || golden.images !== faulty.images) {
    throw bugError(
      `SSIM: expected images of one size, got ${golden.data.length} and ${faulty.data.length} values`,
    );
  }
  const { channels, height, width } = golden;
  const window = gaussianWindow(Math.min(height, width));
  const planeSize = height * width;
  const planes = Array.from({ length: golden.images * channels }, (_, plane) => {
    const [from, to] = [plane * planeSize, (plane + 1) * planeSize];
    return planeSimilarity(golden.data.subarray(from, to), faulty.data.subarray(from, to), width, window);
  });
  return Array.from({ length: golden.images }, (_, image) => {
    const own = planes.slice(image * channels, (image + 1) * channels);
    return own.reduce((sum, similarity) => sum + similarity, 0) / channels;
  });
}

/** One factor of the separable window, summing up to 1. */
function gaussianWindow(smallestSide: number): Float64Array {
  const size = Math.min(WINDOW, smallestSide - ((smallestSide + 1) % 2));
  const weights = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function planeSimilarity(a: Float32Array, b: Float32Array, width: number, window: Float64Array): number {
  const x = Float64Array.from(a, (pixel) => pixel - PIXEL_RANGE.least);
  const y = Float64Array.from(b, (pixel) => pixel - PIXEL_RANGE.least);
  const average = (values: Float64Array) => windowAverages(values, width, window);
  const meanX = average(x);
  const meanY = average(y);
  const squareX = average(x.map((value) => value * value));
  const squareY = average(y.map((value) => value * value));
  const product = average(x.map((value, i) => value * y[i]));
  let sum = 0;
  for (let i = 0; i < meanX.length; i++) {
    const means = meanX[i] * meanY[i];
    const squares = meanX[i] ** 2 + meanY[i] ** 2;
    const variances = squareX[i] + squareY[i] - squares;
    sum += ((2 * means + C1) * (2 * (product[i] - means) + C2)) / ((squares + C1) * (variances + C2));
  }
  return sum / meanX.length;
}

/** Weighted averages around every position whose window lies within the plane, row-major. */
function windowAverages(values: Float64Array, width: number, window: Float64Array): Float64Array {
  const height = values.length / width;
  const [outHeight, outWidth] = [height - window.length + 1, width - window.length + 1];
  const rows = new Float64Array(height * outWidth);
  for (let i = 0; i < rows.length; i++) {
    const start = Math.floor(i / outWidth) * width + (i % outWidth);
    for (let k = 0; k < window.length; k++) rows[i] += window[k] * values[start + k];
  }
  const averages = new Float64Array(outHeight * outWidth);
  for (let i = 0; i < averages.length; i++) {
    for (let k = 0; k < window.length; k++) averages[i] += window[k] * rows[i + k * outWidth];
  }
  return averages;
}
