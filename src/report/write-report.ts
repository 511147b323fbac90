import { join } from 'node:path';
import { BUILT_PAGE, readPage } from './built-page.js';
import { embedReport } from './embed-report.js';
import { exportedKnee } from './export/exported-policy.js';
import { exportPolicy } from './export-policy.js';
import { type FigureFiles, writeFigures } from './figures/write-figures.js';
import { frontCsv, trialsCsv } from './report-csv.js';
import type { ReportData } from './report-data.js';
import { summaryMarkdown } from './summary-markdown.js';
import { writeWholeFile } from './write-whole-file.js';

/** File name of a report's page, in the report's folder; written last, so that where it is the report is whole. */
export const REPORT_PAGE = 'index.html';

/** Paths of the files of a report. */
export interface ReportFiles {
  readonly page: string;
  readonly trials: string;
  readonly front: string;
  /** Null when the front is empty or its knee has no detail. */
  readonly kneePolicy: string | null;
  readonly figures: FigureFiles;
}

/**
 * Writes a report: `index.html` (self-contained), `summary.md`, `trials.csv`, `front.csv`, `policy-knee.json` and the
 * figures of {@link writeFigures}. Each file is replaced whole; nothing is written when the page is missing.
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
  const html = embedReport(await readPage(templatePath), data);
  const page = join(directory, REPORT_PAGE);
  const trials = join(directory, 'trials.csv');
  const front = join(directory, 'front.csv');
  await writeWholeFile(trials, trialsCsv(data));
  await writeWholeFile(front, frontCsv(data));
  const knee = exportedKnee(data);
  const kneePolicy = knee ? join(directory, 'policy-knee.json') : null;
  if (knee && kneePolicy) await exportPolicy(knee, kneePolicy);
  await writeWholeFile(join(directory, 'summary.md'), summaryMarkdown(data));
  const figures = await writeFigures(data, directory);
  await writeWholeFile(page, html);
  return { page, trials, front, kneePolicy, figures };
}
