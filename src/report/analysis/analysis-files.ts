import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../../core/errors.js';
import type { SensitivityAnalysis } from '../../core/sensitivity.js';
import { readTextFile } from '../../core/yaml-config.js';
import { prettyJson } from '../pretty-json.js';
import { writeWholeFile } from '../write-whole-file.js';
import { cellsCsv, interactionsCsv, samplesCsv, spreadCsv } from './analysis-csv.js';
import { analysisPage } from './analysis-page.js';

/** Paths of the files of an analysis. */
export interface AnalysisFiles {
  readonly json: string;
  readonly page: string;
  readonly csv: readonly string[];
}

const jsonPath = (directory: string) => join(directory, 'sensitivity.json');

/**
 * The analysis in a folder, or null where there is none.
 *
 * @throws InputError when the file is not whole or has another format
 */
export function readAnalysis(directory: string): SensitivityAnalysis | null {
  const path = jsonPath(directory);
  if (!existsSync(path)) return null;
  const text = readTextFile(path, 'analysis');
  let analysis: SensitivityAnalysis;
  try {
    analysis = JSON.parse(text) as SensitivityAnalysis;
  } catch (error) {
    throw inputError(`${path}: not a complete analysis; delete the file, and it is measured again`, error);
  }
  if (analysis.format === 'leeway-analysis/1') return analysis;
  throw inputError(
    `${path}: expected format leeway-analysis/1, got ${analysis.format}; use the Leeway that wrote it, or another --name`,
  );
}

/** Writes `sensitivity.json` alone, whole or not at all: what an interrupted analysis goes on from. */
export async function saveAnalysis(analysis: SensitivityAnalysis, directory: string): Promise<string> {
  const path = jsonPath(directory);
  await writeWholeFile(path, `${prettyJson(analysis)}\n`);
  return path;
}

/**
 * Writes `sensitivity.json`, `cells.csv`, `samples.csv`, `interactions.csv`, `spread.csv` and `index.html`
 * (self-contained, without any script).
 *
 * @param directory made when it does not exist
 * @throws InputError when the folder cannot be written to
 */
export async function writeAnalysis(
  analysis: SensitivityAnalysis,
  directory: string,
): Promise<AnalysisFiles> {
  const tables = {
    'cells.csv': cellsCsv(analysis),
    'samples.csv': samplesCsv(analysis),
    'interactions.csv': interactionsCsv(analysis),
    'spread.csv': spreadCsv(analysis),
  };
  const csv: string[] = [];
  for (const [name, text] of Object.entries(tables)) {
    csv.push(join(directory, name));
    await writeWholeFile(join(directory, name), text);
  }
  const json = await saveAnalysis(analysis, directory);
  const page = join(directory, 'index.html');
  await writeWholeFile(page, analysisPage(analysis));
  return { json, page, csv };
}
