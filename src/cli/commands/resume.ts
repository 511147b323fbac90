import type { StudyConfig } from '../../study/study-config.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { runInForeground } from '../foreground.js';
import { cacheFolderOf, openStudyContext, requireSameInputs } from '../study-context.js';

export interface ResumeOptions {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `leeway resume`: goes on with an interrupted study; a finished one gets its report anew. */
export async function resume(name: string, options: ResumeOptions, environment: Environment): Promise<void> {
  const directory = openStudyDirectory(RUNS_DIRECTORY, name);
  // The manifest's hash has been checked: this is the configuration that `tune` wrote.
  const config = directory.manifest.config as StudyConfig;
  await runInForeground(options, environment, async (progress) => {
    const context = await openStudyContext(config, `study ${name}`, cacheFolderOf(RUNS_DIRECTORY), (share) =>
      progress.update(`Calibrating the INT8 scales: ${Math.round(100 * share)}%`),
    );
    requireSameInputs(name, directory.manifest.inputHashes, context.inputHashes);
    return { context, directory };
  });
}
