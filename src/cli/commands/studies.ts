import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { REPORT_PAGE } from '../../report/write-report.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { listStudies, openStudyDirectory, type StudyListing } from '../../study/study-directory.js';
import { holderOf } from '../../study/study-lock.js';
import { REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';

interface StudyRow {
  readonly name: string;
  readonly createdAt: string | null;
  readonly trials: number | null;
  readonly ofTrials: number | null;
  /** Path of its report; null while it has none, which is until it is finished. */
  readonly report: string | null;
  /** Whether a process is running it. */
  readonly running: boolean;
  readonly problem: string | null;
}

/** `leeway studies`: what is under runs/. */
export async function studies(options: { json?: boolean }): Promise<void> {
  const rows = await Promise.all(listStudies(RUNS_DIRECTORY).map(describeStudy));
  if (options.json) console.log(JSON.stringify(rows, null, 2));
  else if (rows.length === 0) console.log('No studies yet; start one by: leeway tune <search-space.yaml>');
  else console.log(studiesTable(rows));
}

async function describeStudy(listing: StudyListing): Promise<StudyRow> {
  const { name } = listing;
  const unknown = { name, createdAt: null, trials: null, ofTrials: null, report: null, running: false };
  if ('problem' in listing) return { ...unknown, problem: listing.problem.message };
  const { createdAt } = listing.manifest;
  const page = join(REPORTS_DIRECTORY, name, REPORT_PAGE);
  try {
    const { path, storePath } = openStudyDirectory(RUNS_DIRECTORY, name);
    const running = (await holderOf(path)) !== null;
    const store = await openTrialStore(storePath);
    const trials = store.trials().length;
    store.close();
    const ofTrials = storedStudyConfig(listing.manifest).study.trials;
    const report = existsSync(page) ? page : null;
    return { name, createdAt, trials, ofTrials, report, running, problem: null };
  } catch (error) {
    return { ...unknown, createdAt, problem: error instanceof Error ? error.message : String(error) };
  }
}

function studiesTable(rows: readonly StudyRow[]): string {
  const table = new Table({
    head: ['study', 'begun', 'trials', 'state'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, createdAt, trials, ofTrials, report, running, problem } of rows) {
    const idle = report ?? `unfinished, go on by: leeway resume ${name}`;
    const state = problem ?? (running ? `running, see: leeway status ${name}` : idle);
    table.push([name, createdAt ?? '', trials === null ? '' : `${trials}/${ofTrials}`, state]);
  }
  return table.toString();
}
