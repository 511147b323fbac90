import { basename } from 'node:path';
import { createManifest } from '../../study/manifest.js';
import { readStudyConfig } from '../../study/study-config.js';
import { checkNewStudyName, createStudyDirectory } from '../../study/study-directory.js';
import { calibrate } from '../calibrated-context.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { type ForegroundStudy, runInForeground } from '../foreground.js';
import { inFile } from '../locate.js';
import type { RunOptions } from '../run-options.js';
import { openStudyContext } from '../study-context.js';
import { overridden, type StudyOverrides, settingsOf } from '../study-overrides.js';
import { warmStarted } from '../warm-start.js';

export interface TuneOptions extends StudyOverrides, RunOptions {
  readonly name?: string;
  /** A study or a policy file to begin with. */
  readonly warmStart?: string;
}

/** `leeway tune`: a new study from a search space file. */
export async function tune(file: string, options: TuneOptions, environment: Environment): Promise<void> {
  const name = options.name ?? basename(file).replace(/\.ya?ml$/, '');
  checkNewStudyName(RUNS_DIRECTORY, name);
  const config = overridden(readStudyConfig(file, environment.workingDirectory), options);
  const study: ForegroundStudy = {
    name,
    openContext: async (progress) => {
      const context = await openStudyContext(config, inFile(file));
      return calibrate(await warmStarted(context, options.warmStart), progress);
    },
    openDirectory: ({ config, inputHashes }) =>
      createStudyDirectory(
        RUNS_DIRECTORY,
        createManifest({
          name,
          leewayVersion: environment.leewayVersion,
          createdAt: environment.now().toISOString(),
          command: commandLine(file, name, options),
          config,
          inputHashes,
          versions: environment.versions,
        }),
      ),
  };
  await runInForeground(study, options, environment);
}

/** The command that runs the same study again; workers and budgets are left out, as they change no trial. */
function commandLine(file: string, name: string, options: TuneOptions): string {
  const start = options.warmStart === undefined ? [] : [`--warm-start ${options.warmStart}`];
  return ['npx leeway tune', file, `--name ${name}`, ...settingsOf(options), ...start].join(' ');
}
