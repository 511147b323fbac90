import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { inputError, storeError, systemReason } from '../../core/errors.js';
import { requireStudyFolder } from '../../study/study-directory.js';
import { lockStudy } from '../../study/study-lock.js';
import { type Environment, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';

/** `leeway delete`: removes a study with its report, when the person means it. */
export async function deleteStudy(
  name: string,
  options: { readonly yes?: boolean },
  { holder, now }: Environment,
): Promise<void> {
  const path = requireStudyFolder(RUNS_DIRECTORY, name);
  const report = join(REPORTS_DIRECTORY, name);
  if (!options.yes && !(await isMeant(`Delete ${path} and ${report} for good?`))) {
    console.log('Nothing was deleted.');
    return;
  }
  const lock = await lockStudy(path, { ...holder, since: now().toISOString() });
  lock.release();
  try {
    for (const folder of [report, path]) rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw storeError(`${path}: cannot be deleted: ${systemReason(error)}`, error);
  }
  console.log(`Deleted ${path} and ${report}.`);
}

async function isMeant(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw inputError('delete: expected --yes where nobody can be asked; add it');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
  } finally {
    asking.close();
  }
}
