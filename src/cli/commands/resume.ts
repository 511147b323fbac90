import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { requestedOf, requestOfStudy } from '../../study/study-control.js';
import { openStudyDirectory, type StudyDirectory } from '../../study/study-directory.js';
import { holderOf } from '../../study/study-lock.js';
import { calibrate } from '../calibrated-context.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { runInForeground } from '../foreground.js';
import { inStudy } from '../locate.js';
import type { Progress } from '../progress.js';
import type { RunOptions } from '../run-options.js';
import { openStudyContext, requireSameInputs } from '../study-context.js';

/** `leeway resume`: goes on with an interrupted study; a finished one gets its report anew. */
export async function resume(name: string, options: RunOptions, environment: Environment): Promise<void> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, name);
  if (await goesOnAfterPause(directory)) return;
  const { inputHashes } = directory.manifest;
  // A store that cannot be opened shows at once, not after the calibration.
  (await openTrialStore(directory.storePath)).close();
  const openContext = async (progress: Progress) => {
    const opened = await openStudyContext(storedStudyConfig(directory.manifest), inStudy(name));
    requireSameInputs(name, inputHashes, opened.inputHashes);
    const context = await calibrate(opened, progress);
    requireSameInputs(name, inputHashes, context.inputHashes);
    return context;
  };
  await runInForeground({ name, openContext, openDirectory: () => directory }, options, environment);
}

/** Lets a paused study go on where it runs; whether there was one. */
async function goesOnAfterPause({ path, manifest }: StudyDirectory): Promise<boolean> {
  const holder = requestedOf(path) === 'pause' ? await holderOf(path) : null;
  if (!holder) return false;
  requestOfStudy(path, null);
  console.log(`Study ${manifest.name} goes on in process ${holder.pid} on ${holder.host}.`);
  return true;
}
