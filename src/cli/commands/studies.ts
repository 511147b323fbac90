import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { REPORT_PAGE } from '../../report/write-report.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { listStudies, openStudyDirectory, type StudyListing } from '../../study/study-directory.js';
import { REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';

interface StudyRow {
  readonly name: string;
  readonly createdAt: string | null;
  readonly trials: number | null;
  readonly ofTrials: number | null;
  /** Path of its report; null while it has none, which is until it is finished. */
  readonly report: string | null;
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
  const unknown = { name, createdAt: null, trials: null, ofTrials: null, report: null };
  if ('problem' in listing) return { ...unknown, problem: listing.problem.message };
  const { createdAt } = listing.manifest;
  const page = join(REPORTS_DIRECTORY, name, REPORT_PAGE);
  try {
    const store = await openTrialStore(openStudyDirectory(RUNS_DIRECTORY, name).storePath);
    const trials = store.trials().length;
    store.close();
    const ofTrials = storedStudyConfig(listing.manifest).study.trials;
    return { name, createdAt, trials, ofTrials, report: existsSync(page) ? page : null, problem: null };
  } catch (error) {
    return { ...unknown, createdAt, problem: error instanceof Error ? error.message : String(error) };
  }
}

function studiesTable(rows: readonly StudyRow[]): string {
  const table = new Table({
    head: ['study', 'begun', 'trials', 'state'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, createdAt, trials, ofTrials, report, problem } of rows) {
    const state = problem ?? report ?? `unfinished, go on by: leeway resume ${name}`;
    table.push([name, createdAt ?? '', trials === null ? '' : `${trials}/${ofTrials}`, state]);
  }
  return table.toString();
}
