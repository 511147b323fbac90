import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inputError, storeError, systemReason } from '../core/errors.js';
import { openDatabase } from './database.js';
import type { StudyDirectory } from './study-directory.js';
import { logPath } from './study-log.js';

/**
 * Copies a study as it stands at one moment, also while it runs: its manifest, its trials and its log.
 *
 * @param target folder of the copy; below another runs folder and under the same name the copy can be resumed there
 * @throws InputError when the target exists; StoreError when it cannot be written, and then nothing is left of it
 */
export async function copyStudy({ path, storePath }: StudyDirectory, target: string): Promise<void> {
  if (existsSync(target)) throw inputError(`${target}: exists; choose another place for the copy`);
  let draft: string | null = null;
  try {
    mkdirSync(dirname(target), { recursive: true });
    draft = mkdtempSync(join(dirname(target), '.new-copy-'));
    copyFileSync(join(path, 'manifest.json'), join(draft, 'manifest.json'));
    if (existsSync(logPath(path))) copyFileSync(logPath(path), logPath(draft));
    await copyStore(storePath, join(draft, 'study.db'));
    renameSync(draft, target);
  } catch (error) {
    if (draft !== null) rmSync(draft, { recursive: true, force: true });
    throw storeError(`${target}: the copy cannot be written: ${systemReason(error)}`, error);
  }
}

/** A plain copy of a database that is being written could mix two moments, and would miss its log. */
async function copyStore(from: string, to: string): Promise<void> {
  const database = await openDatabase(from, 'PRAGMA busy_timeout = 5000');
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
}
