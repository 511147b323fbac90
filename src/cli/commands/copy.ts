import { copyStudy } from '../../study/copy-study.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { RUNS_DIRECTORY } from '../environment.js';

/** `leeway copy`: a copy of a study as it stands, also while it runs. */
export async function copy(name: string, folder: string): Promise<void> {
  await copyStudy(openStudyDirectory(RUNS_DIRECTORY, name), folder);
  console.log(`Copied study ${name} to ${folder}.`);
}
