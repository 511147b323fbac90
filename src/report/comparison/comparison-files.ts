import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Comparison } from '../../core/comparison.js';
import { inputError } from '../../core/errors.js';
import { readTextFile } from '../../core/yaml-config.js';
import { prettyJson } from '../pretty-json.js';
import { writeWholeFile } from '../write-whole-file.js';
import { comparisonPage } from './comparison-page.js';

const jsonPath = (directory: string) => join(directory, 'comparison.json');

/**
 * The comparison in a folder, or null where there is none.
 *
 * @throws InputError when the file is not whole or has another format
 */
export function readComparison(directory: string): Comparison | null {
  const path = jsonPath(directory);
  if (!existsSync(path)) return null;
  try {
    const comparison = JSON.parse(readTextFile(path, 'comparison')) as Comparison;
    if (comparison.format === 'leeway-comparison/1') return comparison;
  } catch (error) {
    throw inputError(`${path}: not a complete comparison; remove the file, and it is measured again`, error);
  }
  throw inputError(`${path}: expected format leeway-comparison/1; use another --name`);
}

/** Writes `comparison.json` alone: what an interrupted comparison goes on from. */
export async function saveComparison(comparison: Comparison, directory: string): Promise<void> {
  await writeWholeFile(jsonPath(directory), `${prettyJson(comparison)}\n`);
}

/** Writes `comparison.json`, `comparison.csv` and `index.html`; returns the page's path. */
export async function writeComparison(comparison: Comparison, directory: string): Promise<string> {
  const page = join(directory, 'index.html');
  await saveComparison(comparison, directory);
  await writeWholeFile(join(directory, 'comparison.csv'), comparisonCsv(comparison));
  await writeWholeFile(page, comparisonPage(comparison));
  return page;
}

/** One line an entry, SI units. */
function comparisonCsv({ entries }: Comparison): string {
  return stringify(
    entries.map(({ metrics, interval, point, distances, ...entry }) => ({
      ...entry,
      ...point,
      images: distances.length,
      ...metrics,
      distanceLow: interval?.low ?? null,
      distanceHigh: interval?.high ?? null,
    })),
    { header: true },
  );
}
