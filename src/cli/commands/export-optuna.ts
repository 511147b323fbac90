import { existsSync } from 'node:fs';
import { inputError } from '../../core/errors.js';
import { writeWholeFile } from '../../report/write-whole-file.js';
import { optunaJournal } from '../../study/optuna-journal.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { RUNS_DIRECTORY } from '../environment.js';
import { inStudy } from '../locate.js';
import { openStudyContext } from '../study-context.js';

/**
 * `leeway export --optuna`: writes the trials of a study, finished or not, as an Optuna journal. A file that exists is
 * left alone: it may be a journal that holds other studies.
 */
export async function exportOptuna(name: string, path: string): Promise<void> {
  if (existsSync(path)) {
    throw inputError(
      `--optuna ${path}: expected a new file, but it exists; choose another name, or remove it`,
    );
  }
  const { manifest, storePath } = openStudyDirectory(RUNS_DIRECTORY, name);
  const config = storedStudyConfig(manifest);
  const { policySpace } = await openStudyContext(config, inStudy(name));
  const store = await openTrialStore(storePath);
  try {
    const trials = store.trials();
    await writeWholeFile(path, optunaJournal({ manifest, config, space: policySpace.space, trials }));
    console.log(`${trials.length} trials  ${path}`);
  } finally {
    store.close();
  }
}
