import type { EvaluationDetail } from '../core/trial.js';
import { type ContactSheetOptions, writeContactSheet } from './contact-sheet.js';

/** Writes a picture of a run as PNG: the golden images in the upper row, the faulty ones of the same noise below. */
export function writeDetailSheet(
  detail: EvaluationDetail,
  path: string,
  options?: ContactSheetOptions,
): Promise<void> {
  const row = (which: 'golden' | 'faulty') =>
    detail.images.map((image) =>
      Float32Array.from(Buffer.from(image[which], 'base64'), (v) => v / 127.5 - 1),
    );
  return writeContactSheet(path, [row('golden'), row('faulty')], detail, options);
}
