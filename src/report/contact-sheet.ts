import { bugError } from '../core/errors.js';
import type { ImageShape } from '../core/image.js';
import { encodePng, type PixelImage, toPixels } from './png.js';
import { writeWholeFile } from './write-whole-file.js';

export interface ContactSheetOptions {
  /** Side in pixels that one pixel of an image takes (nearest neighbour); integer >= 1. */
  readonly upscale: number;
  /** White pixels between images and around them; integer >= 0. */
  readonly gap: number;
}

/**
 * Images side by side on white.
 *
 * @param rows images of one shape, in [-1, 1], row by row; shorter rows leave white places
 * @throws BugError for a sheet without images or an image of another shape
 */
export function contactSheet(
  rows: readonly (readonly Float32Array[])[],
  shape: ImageShape,
  { upscale, gap }: ContactSheetOptions,
): PixelImage {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns === 0) throw bugError('contact sheet: expected at least one image, got none');
  const cellWidth = shape.width * upscale + gap;
  const cellHeight = shape.height * upscale + gap;
  const width = columns * cellWidth + gap;
  const height = rows.length * cellHeight + gap;
  const pixels = new Uint8ClampedArray(height * width * shape.channels).fill(255);
  const sheet = { shape: { channels: shape.channels, height, width }, pixels };
  rows.forEach((row, r) => {
    row.forEach((image, c) => {
      paste(toPixels(image, shape), sheet, gap + c * cellWidth, gap + r * cellHeight, upscale);
    });
  });
  return sheet;
}

function paste(image: PixelImage, sheet: PixelImage, left: number, top: number, upscale: number): void {
  const { channels, height, width } = image.shape;
  for (let y = 0; y < height * upscale; y++) {
    for (let x = 0; x < width * upscale; x++) {
      const from = (Math.floor(y / upscale) * width + Math.floor(x / upscale)) * channels;
      const to = ((top + y) * sheet.shape.width + left + x) * channels;
      sheet.pixels.set(image.pixels.subarray(from, from + channels), to);
    }
  }
}

/** Writes a {@link contactSheet} as PNG. */
export const writeContactSheet = (
  path: string,
  rows: readonly (readonly Float32Array[])[],
  shape: ImageShape,
  options: ContactSheetOptions = { upscale: 3, gap: 4 },
): Promise<void> => writeWholeFile(path, encodePng(contactSheet(rows, shape, options)));
