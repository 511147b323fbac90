import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { calibrate } from '../calibrated-context.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { runInForeground } from '../foreground.js';
import { inStudy } from '../locate.js';
import type { Progress } from '../progress.js';
import { openStudyContext, requireSameInputs } from '../study-context.js';

export interface ResumeOptions {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `leeway resume`: goes on with an interrupted study; a finished one gets its report anew. */
export async function resume(name: string, options: ResumeOptions, environment: Environment): Promise<void> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, name);
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
