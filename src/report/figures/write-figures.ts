import { join } from 'node:path';
import { headline } from '../headline.js';
import type { ReportData } from '../report-data.js';
import { writeWholeFile } from '../write-whole-file.js';
import { imageSheet } from './image-sheet.js';
import { policyMapFigure } from './policy-map-figure.js';
import { type RasteriseOptions, rasterise } from './rasterise.js';
import { tradeOffFigure } from './trade-off-figure.js';

/** Where a report's figures are. */
export interface FigureFiles {
  readonly paths: readonly string[];
  /** Why drawn figures are there as SVG only; null where they are there as PNG too. */
  readonly pngMissing: string | null;
}

/**
 * Writes a report's main figures: `trade-off`, and of the policy that the report names first, or of the knee,
 * `policy-map`, both as SVG and PNG, and `images.png` as far as images were kept.
 *
 * @throws InputError when the folder cannot be written to
 */
export async function writeFigures(
  data: ReportData,
  directory: string,
  options?: RasteriseOptions,
): Promise<FigureFiles> {
  const found = headline(data);
  const named = found.bestSaving?.member.trialNumber ?? data.knee;
  const detail = data.details.find(({ trialNumber }) => trialNumber === named);
  const drawn = {
    'trade-off': tradeOffFigure(data, found),
    ...(detail && { 'policy-map': policyMapFigure(data, detail) }),
  };
  const paths: string[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    paths.push(join(directory, name));
    await writeWholeFile(join(directory, name), content);
  };
  let pngMissing: string | null = null;
  for (const [name, svg] of Object.entries(drawn)) {
    await write(`${name}.svg`, svg);
    const raster = await rasterise(svg, options);
    if ('png' in raster) await write(`${name}.png`, raster.png);
    else pngMissing = raster.missing;
  }
  const images = detail && imageSheet(data.goldenImages, detail);
  if (images) await write('images.png', images);
  return { paths, pngMissing };
}
