import { join } from 'node:path';
import type { ReportData } from '../../report/report-data.js';
import { writeReport } from '../../report/write-report.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { type Environment, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';
import { inStudy } from '../locate.js';
import { outlookOf } from '../outlook-of.js';
import { reportOf } from '../report-of.js';
import { openStudyContext, requireSameInputs, type StudyContext } from '../study-context.js';
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
  const context = await openStudyContext(storedStudyConfig(directory.manifest), inStudy(name));
  requireSameInputs(name, directory.manifest.inputHashes, context.inputHashes);
  const store = await openTrialStore(directory.storePath);
  try {
    const data = reportOf(
      directory.manifest,
      context,
      store,
      environment.now(),
      outlookOf(context, store.trials()),
    );
    return { data, context };
  } finally {
    store.close();
  }
}
