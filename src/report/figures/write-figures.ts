import { join } from 'node:path';
import { headline } from '../headline.js';
import type { ReportData } from '../report-data.js';
import { writeWholeFile } from '../write-whole-file.js';
import { imageSheet } from './image-sheet.js';
import { policyMapFigure } from './policy-map-figure.js';
import { tradeOffFigure } from './trade-off-figure.js';

/**
 * Writes a report's main figures: `trade-off.svg`, and of the policy that the report names first, or of the knee,
 * `policy-map.svg` and `images.png` as far as they were kept.
 *
 * @throws InputError when the folder cannot be written to
 */
export async function writeFigures(data: ReportData, directory: string): Promise<void> {
  const found = headline(data);
  await writeWholeFile(join(directory, 'trade-off.svg'), tradeOffFigure(data, found));
  const named = found.bestSaving?.member.trialNumber ?? data.knee;
  const detail = data.details.find(({ trialNumber }) => trialNumber === named);
  if (!detail) return;
  await writeWholeFile(join(directory, 'policy-map.svg'), policyMapFigure(data, detail));
  const images = imageSheet(data.goldenImages, detail);
  if (images) await writeWholeFile(join(directory, 'images.png'), images);
}
