import { bugError } from './errors.js';

/** The range of a pixel value: -1 is black, 1 is white. */
export const PIXEL_RANGE = { least: -1, most: 1 } as const;

/** Height and width in pixels. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A batch of images whose values all lie within {@link PIXEL_RANGE}: never NaN, never infinite. */
export interface Images extends ImageShape {
  /** `images x channels x height x width`, row-major. */
  readonly data: Float32Array;
  readonly images: number;
}

/**
 * The images that a viewer would show for a diffusion sampler's output: values are clipped to [-1, 1] and NaN is 0
 * (mid-grey). Golden and faulty samples both pass through here before anything is measured, so a destroyed image
 * is a bad image and not a missing score.
 *
 * @param samples `images x channels x height x width`; unchanged
 */
export function imagesFromSamples(samples: Float32Array, shape: ImageShape): Images {
  const { channels, height, width } = shape;
  const images = samples.length / (channels * height * width);
  if (!Number.isInteger(images)) {
    throw bugError(
      `expected whole images of ${channels} x ${height} x ${width} values, got ${samples.length} values`,
    );
  }
  return { data: samples.map(toPixel), images, channels, height, width };
}

const toPixel = (value: number) =>
  Number.isNaN(value) ? 0 : Math.max(PIXEL_RANGE.least, Math.min(PIXEL_RANGE.most, value));
