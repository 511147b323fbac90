import { basename } from 'node:path';
import { createManifest } from '../../study/manifest.js';
import { readStudyConfig, type StudyConfig } from '../../study/study-config.js';
import { checkNewStudyName, createStudyDirectory } from '../../study/study-directory.js';
import { calibrate } from '../calibrated-context.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { type ForegroundStudy, runInForeground } from '../foreground.js';
import { inFile } from '../locate.js';
import { openStudyContext } from '../study-context.js';

export interface TuneOptions {
  readonly name?: string;
  readonly trials?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `leeway tune`: a new study from a search space file. */
export async function tune(file: string, options: TuneOptions, environment: Environment): Promise<void> {
  const name = options.name ?? basename(file).replace(/\.ya?ml$/, '');
  checkNewStudyName(RUNS_DIRECTORY, name);
  const config = overridden(readStudyConfig(file, environment.workingDirectory), options);
  const study: ForegroundStudy = {
    name,
    openContext: async (progress) => calibrate(await openStudyContext(config, inFile(file)), progress),
    openDirectory: ({ inputHashes }) =>
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

function overridden(config: StudyConfig, { trials, seed }: TuneOptions): StudyConfig {
  const study = {
    ...config.study,
    ...(trials === undefined ? {} : { trials }),
    ...(seed === undefined ? {} : { seed }),
  };
  return { ...config, study };
}

/** The command that runs the same study again; the number of workers is left out, as it changes nothing. */
function commandLine(file: string, name: string, { trials, seed }: TuneOptions): string {
  const settings = [
    ...(trials === undefined ? [] : [`--trials ${trials}`]),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
  ];
  return ['npx leeway tune', file, `--name ${name}`, ...settings].join(' ');
}
