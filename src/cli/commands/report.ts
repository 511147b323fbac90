import { join } from 'node:path';
import { buildReportData } from '../../report/build-report-data.js';
import type { ReportData } from '../../report/report-data.js';
import { writeReport } from '../../report/write-report.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import type { StudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { type Environment, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';
import { createProgress } from '../progress.js';
import { cacheFolderOf, openStudyContext, requireSameInputs, type StudyContext } from '../study-context.js';
import { printSummary } from '../summary.js';

/** `leeway report`: writes a study's report anew from its store. */
export async function report(
  name: string,
  options: { json?: boolean },
  environment: Environment,
): Promise<void> {
  const { data } = await readStudy(name, environment);
  printSummary(data, await writeReport(data, join(REPORTS_DIRECTORY, name)), options.json ?? false);
}

/** A stored study with everything that it refers to. */
export async function readStudy(
  name: string,
  environment: Environment,
): Promise<{ data: ReportData; context: StudyContext }> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, name);
  const config = directory.manifest.config as StudyConfig;
  const progress = createProgress(process.stderr, () => environment.now().getTime());
  const context = await openStudyContext(config, `study ${name}`, cacheFolderOf(RUNS_DIRECTORY), (share) =>
    progress.update(`Calibrating the INT8 scales: ${Math.round(100 * share)}%`),
  );
  requireSameInputs(name, directory.manifest.inputHashes, context.inputHashes);
  const store = await openTrialStore(directory.storePath);
  try {
    const data = buildReportData({
      manifest: directory.manifest,
      config,
      accelerator: context.accelerator,
      nominalPolicy: context.nominalPolicy,
      trials: store.trials(),
      confirmations: store.confirmations(),
      decode: context.decode,
      finishedAt: environment.now().toISOString(),
    });
    return { data, context };
  } finally {
    store.close();
  }
}
