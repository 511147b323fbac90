import { join } from 'node:path';
import { policyId } from '../../core/policy.js';
import type { ReportData } from '../../report/report-data.js';
import { writeReport } from '../../report/write-report.js';
import { confirmationSeed } from '../../study/confirm.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { holderOf } from '../../study/study-lock.js';
import { StudyReader } from '../../study/study-reader.js';
import type { TrialStore } from '../../study/trial-store.js';
import { type Environment, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';
import { inStudy } from '../locate.js';
import { outlookOf } from '../outlook-of.js';
import { reportOf } from '../report-of.js';
import { openStudyContext, requireSameInputs, type StudyContext } from '../study-context.js';
import { printSummary } from '../summary.js';

/** Folder below a report's place for one of a study that is not finished: a page in the place itself means that it is. */
const SO_FAR = 'so-far';

/** `leeway report`: writes a study's report anew from its store, or how it stands so far. */
export async function report(
  name: string,
  options: { json?: boolean },
  environment: Environment,
): Promise<void> {
  const { data } = await readStudy(name, environment);
  sayUnfinished(data);
  const place = join(REPORTS_DIRECTORY, name);
  const files = await writeReport(data, data.finishedAt === null ? join(place, SO_FAR) : place);
  printSummary(data, files, options.json ?? false);
}

/** Warns of what a study that is not finished lacks. */
export function sayUnfinished({ study, finishedAt, trials, front }: ReportData): void {
  if (finishedAt !== null) return;
  const confirmed = front.filter((member) => member.confirmed).length;
  const seeds = `${confirmed} of the ${front.length} policies on its front scored on fresh seeds`;
  process.stderr.write(`Study ${study} is not finished: ${trials.length} trials so far, ${seeds}.\n`);
}

/** A stored study with everything that it refers to, also while it runs. */
export async function readStudy(
  name: string,
  environment: Environment,
): Promise<{ data: ReportData; context: StudyContext }> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, name);
  const context = await openStudyContext(storedStudyConfig(directory.manifest), inStudy(name));
  requireSameInputs(name, directory.manifest.inputHashes, context.inputHashes);
  const store = await openTrialStore(directory.storePath);
  try {
    const finished = (await holderOf(directory.path)) === null && isConfirmed(context, store);
    const reader = new StudyReader(store);
    const outlook = outlookOf(context, reader.trials());
    const finishedAt = finished ? environment.now() : null;
    return { data: reportOf(directory.manifest, context, reader, finishedAt, outlook), context };
  } finally {
    store.close();
  }
}

/** Whether the nominal policy has been confirmed, without which no study is finished. */
function isConfirmed({ nominalPolicy, config }: StudyContext, store: TrialStore): boolean {
  const id = policyId(nominalPolicy);
  const seed = confirmationSeed(config.study.seed);
  return store
    .confirmations()
    .some(
      (known) =>
        known.policyId === id &&
        known.seed === seed &&
        known.images === config.confirmation.images &&
        known.outcome.status === 'scored',
    );
}
