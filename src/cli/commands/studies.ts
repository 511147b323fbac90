import Table from 'cli-table3';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import type { StudyConfig } from '../../study/study-config.js';
import { listStudies, openStudyDirectory, type StudyListing } from '../../study/study-directory.js';
import { RUNS_DIRECTORY } from '../environment.js';

interface StudyRow {
  readonly name: string;
  readonly createdAt: string | null;
  readonly trials: number | null;
  readonly ofTrials: number | null;
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
  const unknown = { name, createdAt: null, trials: null, ofTrials: null };
  if ('problem' in listing) return { ...unknown, problem: listing.problem.message };
  const { createdAt, config } = listing.manifest;
  try {
    const store = await openTrialStore(openStudyDirectory(RUNS_DIRECTORY, name).storePath);
    const trials = store.trials().length;
    store.close();
    return { name, createdAt, trials, ofTrials: (config as StudyConfig).study.trials, problem: null };
  } catch (error) {
    return { ...unknown, createdAt, problem: error instanceof Error ? error.message : String(error) };
  }
}

function studiesTable(rows: readonly StudyRow[]): string {
  const table = new Table({
    head: ['study', 'begun', 'trials', 'state'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, createdAt, trials, ofTrials, problem } of rows) {
    const state = problem ?? (trials === ofTrials ? 'all trials done' : `go on by: leeway resume ${name}`);
    table.push([name, createdAt ?? '', trials === null ? '' : `${trials}/${ofTrials}`, state]);
  }
  return table.toString();
}
