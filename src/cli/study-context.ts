import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Accelerator } from '../accelerator/accelerator.js';
import { operatingPointViolation, policyViolation } from '../accelerator/policy-violation.js';
import { contentHash } from '../core/canonical-json.js';
import { stressAt } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';
import { type Policy, uniformPolicy } from '../core/policy.js';
import type { Assignment } from '../core/trial.js';
import type { Workload } from '../core/workload.js';
import { readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { ensureCalibration } from '../evaluation/calibrate.js';
import { describeWorkload, openAccelerator } from '../evaluation/create-evaluator.js';
import type { EvaluationSpec } from '../evaluation/evaluation-spec.js';
import { type LocatedDescription, readNetworkDescription } from '../network/network-description.js';
import { wordErrorRate } from '../reliability/word-error-rate.js';
import { requestedOperatingPoints } from '../search/operating-levels.js';
import { decodePolicy } from '../search/policy-decoder.js';
import { createPolicySpace, type PolicySpace } from '../search/policy-space.js';
import type { StudyConfig } from '../study/study-config.js';

/** Everything that a configuration refers to, opened and checked against each other. */
export interface StudyContext {
  readonly config: StudyConfig;
  readonly accelerator: Accelerator;
  readonly workload: Workload;
  readonly policySpace: PolicySpace;
  readonly nominalPolicy: Policy;
  readonly evaluation: EvaluationSpec;
  /** SHA-256 of every file that results depend on. */
  readonly inputHashes: Readonly<Record<string, string>>;
  decode(assignment: Assignment): Policy | { readonly infeasible: string };
}

/**
 * Opens what a study needs; makes the network's calibration when there is none.
 *
 * @param where the search space file or study, named in messages
 * @param cacheFolder where calibrations are kept
 * @throws InputError for whatever in the configuration does not fit network or accelerator
 */
export async function openStudyContext(
  config: StudyConfig,
  where: string,
  cacheFolder: string,
  onCalibration: (share: number) => void,
): Promise<StudyContext> {
  const located = readNetworkDescription(config.network);
  const accelerator = openAccelerator(acceleratorPaths(config));
  const points = checkedPoints(config, accelerator, where);
  const steps = config.sampling.steps ?? located.description.sampling.steps;
  const guidanceScale = config.sampling.guidanceScale ?? located.description.sampling.guidanceScale;
  const workload = await describeWorkload(config.network, steps, guidanceScale);
  const { nominal } = accelerator.core;
  const policySpace = named(where, () =>
    createPolicySpace({
      config: config.policy,
      blocks: workload.blocks,
      steps,
      nominal: { point: nominal, stress: 1, errorFree: true },
      points,
    }),
  );
  const scheduler = readSchedulerConfig(located.resolve(located.description.sampling.scheduler));
  const sampling = { steps, guidanceScale, scheduler };
  const calibrationPath = await ensureCalibration(located, sampling, cacheFolder, onCalibration);
  const evaluation: EvaluationSpec = {
    networkPath: config.network,
    ...acceleratorPaths(config),
    calibrationPath,
    faultModel: config.faults.model,
    sites: config.faults.sites,
    steps,
    guidanceScale,
    batchImages: config.study.batchImages,
  };
  return {
    config,
    accelerator,
    workload,
    policySpace,
    nominalPolicy: uniformPolicy(workload.blocks, steps, nominal),
    evaluation,
    inputHashes: hashInputs(config, located, calibrationPath),
    decode(assignment) {
      const policy = decodePolicy(policySpace, assignment);
      const reason = policyViolation(accelerator, policy);
      return reason === null ? policy : { infeasible: reason };
    },
  };
}

function acceleratorPaths({ accelerator, faults }: StudyConfig) {
  return {
    acceleratorPath: accelerator,
    ...(faults.errorCurve === undefined ? {} : { errorCurvePath: faults.errorCurve }),
  };
}

/** The operating points asked for with their stress; one that the accelerator cannot run is the file's mistake. */
function checkedPoints(config: StudyConfig, accelerator: Accelerator, where: string) {
  const { undervolted, overclocked } = accelerator.operatingPoints;
  return requestedOperatingPoints(config.policy, [...undervolted, ...overclocked]).map((point) => {
    const reason = operatingPointViolation(accelerator, point);
    const stress = stressAt(accelerator.errorCurve, point);
    if (reason !== null || stress === null) throw inputError(`${where}: policy.operatingPoints: ${reason}`);
    return { point, stress, errorFree: wordErrorRate(accelerator.errorCurve, point) === 0 };
  });
}

/** Puts the file in front of messages that cannot know it. */
function named<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inputError(`${where}: policy: ${error instanceof Error ? error.message : error}`, error);
  }
}

function hashInputs(
  config: StudyConfig,
  { path, description, resolve }: LocatedDescription,
  calibration: string,
) {
  const files = {
    network: resolve(description.denoiser.file),
    metric: resolve(description.metric.file),
    networkDescription: path,
    scheduler: resolve(description.sampling.scheduler),
    accelerator: config.accelerator,
    ...(config.faults.errorCurve === undefined ? {} : { errorCurve: config.faults.errorCurve }),
    calibration,
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, contentHash(new Uint8Array(readFileSync(file)))]),
  );
}

/** Refuses to go on with a study whose inputs have changed since it began. */
export function requireSameInputs(
  study: string,
  recorded: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): void {
  const changed = Object.keys(recorded).filter((name) => recorded[name] !== current[name]);
  if (changed.length === 0) return;
  throw inputError(
    `study ${study}: ${changed.join(', ')} changed since it began, so that its trials would not compare; ` +
      'restore the files, or start another study with --name',
  );
}

/** Folder for what can be made again, beside the studies. */
export const cacheFolderOf = (runsDirectory: string): string => join(runsDirectory, '.cache');
