import { bugError } from '../core/errors.js';
import { type Images, PIXEL_RANGE } from '../core/image.js';

/** What identical images score, in place of infinity, which JSON cannot hold; differences below it do not count. */
export const MAX_PSNR_DB = 100;

/**
 * Peak signal-to-noise ratio of each image in decibel, 10 log10(R^2 / mean squared error) over all channels and
 * pixels with the data range R = 2 (pixels from -1 to 1). From 0 (black against white) to {@link MAX_PSNR_DB}.
 *
 * @param golden the reference images
 * @param faulty the images that are judged, in the same order
 */
export function peakSignalToNoiseDb(golden: Images, faulty: Images): number[] {
  if (golden.data.length !== faulty.data.length || golden.images !== faulty.images) {
    throw bugError(
      `PSNR: expected images of one size, got ${golden.data.length} and ${faulty.data.length} values`,
    );
  }
  const imageSize = golden.data.length / golden.images;
  const range = PIXEL_RANGE.most - PIXEL_RANGE.least;
  return Array.from({ length: golden.images }, (_, image) => {
    let squares = 0;
    for (let i = image * imageSize; i < (image + 1) * imageSize; i++) {
      squares += (golden.data[i] - faulty.data[i]) ** 2;
    }
    return Math.min(MAX_PSNR_DB, 10 * Math.log10((range ** 2 * imageSize) / squares));
  });
}
