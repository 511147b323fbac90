import { join } from 'node:path';
import { ensureCalibration } from '../evaluation/calibrate.js';
import type { EvaluationSpec } from '../evaluation/evaluation-spec.js';
import { RUNS_DIRECTORY } from './environment.js';
import type { Progress } from './progress.js';
import { acceleratorPaths, hashFile, type StudyContext } from './study-context.js';

/** A context whose network can be run in INT8. */
export interface CalibratedContext extends StudyContext {
  /** What every worker is given. */
  readonly evaluation: EvaluationSpec;
}

/** Folder for what can be made again, beside the studies. */
const CACHE_DIRECTORY = join(RUNS_DIRECTORY, '.cache');

/** Finds the network's calibration or makes it, which may take a minute and writes to the cache. */
export async function calibrate(context: StudyContext, progress: Progress): Promise<CalibratedContext> {
  const { config, network, sampling, inputHashes } = context;
  const calibrationPath = await ensureCalibration(network, sampling, CACHE_DIRECTORY, (share) =>
    progress.update(`Calibrating the INT8 scales: ${Math.round(100 * share)}%`),
  );
  const { steps, guidanceScale } = sampling;
  return {
    ...context,
    inputHashes: { ...inputHashes, calibration: hashFile(calibrationPath) },
    evaluation: {
      networkPath: config.network,
      ...acceleratorPaths(config),
      calibrationPath,
      faultModel: config.faults.model,
      sites: config.faults.sites,
      checksumFaults: config.faults.checksums ?? false,
      steps,
      guidanceScale,
      batchImages: config.study.batchImages,
    },
  };
}
