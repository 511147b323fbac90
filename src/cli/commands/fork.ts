import { rmSync } from 'node:fs';
import { inputError } from '../../core/errors.js';
import type { Trial } from '../../core/trial.js';
import { carriedTrials, requireSameEvaluation } from '../../study/evidence.js';
import { createManifest } from '../../study/manifest.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { readStudyConfig, storedStudyConfig } from '../../study/study-config.js';
import {
  checkNewStudyName,
  createStudyDirectory,
  openStudyDirectory,
  type StudyDirectory,
} from '../../study/study-directory.js';
import { type Environment, RUNS_DIRECTORY } from '../environment.js';
import { inFile, inStudy } from '../locate.js';
import { openStudyContext, requireSameInputs } from '../study-context.js';
import { overridden, settingsOf } from '../study-overrides.js';

export interface ForkOptions {
  readonly name: string;
  /** A changed search space file; by default the study's own. */
  readonly space?: string;
  readonly trials?: number;
}

/** `leeway fork`: a new study that begins with what another one has found out. */
export async function fork(study: string, options: ForkOptions, environment: Environment): Promise<void> {
  const { name, space } = options;
  const parent = openStudyDirectory(RUNS_DIRECTORY, study);
  checkNewStudyName(RUNS_DIRECTORY, name);
  const before = storedStudyConfig(parent.manifest);
  const given = space === undefined ? before : readStudyConfig(space, environment.workingDirectory);
  const config = overridden(given, { trials: options.trials });
  requireSameEvaluation(study, before, config);
  const context = await openStudyContext(config, space === undefined ? inStudy(study) : inFile(space));
  const { inputHashes } = parent.manifest;
  requireSameInputs(study, inputHashes, context.inputHashes);

  const known = await trialsOf(parent);
  const carried = carriedTrials(known, context.policySpace.space, context.decode);
  if (carried.length === 0) {
    throw inputError(
      `study ${study}: expected trials that hold in the changed space, got none among ${known.length}; ` +
        'start another study with leeway tune',
    );
  }
  const manifest = createManifest({
    name,
    leewayVersion: environment.leewayVersion,
    createdAt: environment.now().toISOString(),
    command: commandLine(study, options),
    config,
    inputHashes,
    versions: environment.versions,
  });
  await fill(createStudyDirectory(RUNS_DIRECTORY, manifest), carried);
  console.log(
    `Study ${name} begins with ${carried.length} of the ${known.length} trials of ${study}. ` +
      `Run it by: leeway resume ${name}`,
  );
}

async function trialsOf({ storePath }: StudyDirectory): Promise<Trial[]> {
  const store = await openTrialStore(storePath);
  try {
    return store.trials();
  } finally {
    store.close();
  }
}

/** A fork without all of its evidence would be another study: it is removed where that cannot be written. */
async function fill({ path, storePath }: StudyDirectory, trials: readonly Trial[]): Promise<void> {
  try {
    const store = await openTrialStore(storePath);
    for (const trial of trials) store.record(trial);
    store.close();
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

function commandLine(study: string, { name, space, trials }: ForkOptions): string {
  const changes = space === undefined ? [] : [`--space ${space}`];
  return ['npx leeway fork', study, `--name ${name}`, ...changes, ...settingsOf({ trials })].join(' ');
}
