import { encode } from 'fast-png';
import { bugError } from '../core/errors.js';
import type { ImageShape } from '../core/image.js';

/** Bytes of an image as PNG holds them: `height x width x channels`, 0..255. */
export interface PixelImage {
  readonly shape: ImageShape;
  readonly pixels: Uint8ClampedArray;
}

/**
 * An image as the network makes it, `channels x height x width` in [-1, 1], as bytes: -1 is 0, 1 is 255, rounded to
 * the nearest. Values outside are clamped and NaN becomes 0, since destroyed images must be shown too.
 */
export function toPixels(image: Float32Array, shape: ImageShape): PixelImage {
  const { channels, height, width } = shape;
  const size = height * width;
  if (image.length !== channels * size) {
    throw bugError(`image: expected ${channels} x ${height} x ${width} values, got ${image.length}`);
  }
  const pixels = new Uint8ClampedArray(image.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) {
      pixels[i * channels + channel] = (image[channel * size + i] + 1) * 127.5;
    }
  }
  return { shape, pixels };
}

export function encodePng({ shape, pixels }: PixelImage): Uint8Array {
  return encode({ ...shape, data: pixels, depth: 8 });
}

/** An image in [-1, 1] (see {@link toPixels}) as a PNG data URI. */
export const pngDataUri = (image: Float32Array, shape: ImageShape): string => dataUri(toPixels(image, shape));

/**
 * Stored pixels as a PNG data URI.
 *
 * @param base64 bytes `height x width x channels`, as an evaluation's detail holds them
 */
export function pixelsDataUri(base64: string, { channels, height, width }: ImageShape): string {
  const pixels = new Uint8ClampedArray(Buffer.from(base64, 'base64'));
  return dataUri({ shape: { channels, height, width }, pixels });
}

const dataUri = (image: PixelImage): string =>
  `data:image/png;base64,${Buffer.from(encodePng(image)).toString('base64')}`;
