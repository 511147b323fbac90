import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unsupportedError } from '../core/errors.js';
import { embedReport } from './embed-report.js';
import { exportPolicy } from './export-policy.js';
import { frontCsv, trialsCsv } from './report-csv.js';
import type { ReportData } from './report-data.js';
import { writeWholeFile } from './write-whole-file.js';

/** The built page, seen from `src/report` and from `dist/report` alike. */
const BUILT_PAGE = fileURLToPath(new URL('../../dist/report/page/index.html', import.meta.url));

/** File name of a report's page, in the report's folder; written last, so that where it is the report is whole. */
export const REPORT_PAGE = 'index.html';

/** Paths of the files of a report. */
export interface ReportFiles {
  readonly page: string;
  readonly trials: string;
  readonly front: string;
  /** Null when the front is empty or its knee has no detail. */
  readonly kneePolicy: string | null;
}

/**
 * Writes a report: `index.html` (self-contained), `trials.csv`, `front.csv` and `policy-knee.json`. Each file is
 * replaced whole; nothing is written when the page is missing.
 *
 * @param directory made when it does not exist
 * @param templatePath the built page
 * @throws UnsupportedError when the page has not been built, InputError when the folder cannot be written to
 */
export async function writeReport(
  data: ReportData,
  directory: string,
  templatePath: string = BUILT_PAGE,
): Promise<ReportFiles> {
  const html = embedReport(await readTemplate(templatePath), data);
  const page = join(directory, REPORT_PAGE);
  const trials = join(directory, 'trials.csv');
  const front = join(directory, 'front.csv');
  await writeWholeFile(trials, trialsCsv(data));
  await writeWholeFile(front, frontCsv(data));
  const knee = data.details.find(({ trialNumber }) => trialNumber === data.knee);
  const kneePolicy = knee ? join(directory, 'policy-knee.json') : null;
  if (knee && kneePolicy) await exportPolicy(knee.policy, kneePolicy);
  await writeWholeFile(page, html);
  return { page, trials, front, kneePolicy };
}

async function readTemplate(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unsupportedError(`${path}: the report page has not been built; run \`npm run build\``, error);
  }
}
