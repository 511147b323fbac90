import { readFileSync } from 'node:fs';
import type { Accelerator } from '../accelerator/accelerator.js';
import { type CostModel, createCostModel } from '../accelerator/cost-model.js';
import { loadAccelerator } from '../accelerator/load-accelerator.js';
import { operatingPointViolation } from '../accelerator/policy-violation.js';
import { contentHash } from '../core/canonical-json.js';
import { stressAt } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';
import { type Policy, uniformPolicy } from '../core/policy.js';
import type { Assignment } from '../core/trial.js';
import type { Workload } from '../core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { checkMetricNetwork } from '../evaluation/check-metric-network.js';
import type { SamplingSettings } from '../evaluation/evaluation-spec.js';
import { describeWorkload } from '../evaluation/open-pipeline.js';
import { metricsOf } from '../network/metric-description.js';
import { type LocatedDescription, readNetworkDescription } from '../network/network-description.js';
import { selectGemms } from '../reliability/site-sets.js';
import { wordErrorRate } from '../reliability/word-error-rate.js';
import { requestedOperatingPoints } from '../search/operating-levels.js';
import { decodePolicy } from '../search/policy-decoder.js';
import { createPolicySpace, type PolicySpace } from '../search/policy-space.js';
import type { SearchKnowledge } from '../search/search-knowledge.js';
import { encodeAssignment } from '../search/search-space.js';
import type { StudyConfig } from '../study/study-config.js';
import { type Locate, placeErrors } from './locate.js';
import { studyKnowledge } from './study-knowledge.js';

/** Everything that a configuration refers to, opened and checked against each other; nothing has been written. */
export interface StudyContext {
  readonly config: StudyConfig;
  readonly network: LocatedDescription;
  readonly sampling: SamplingSettings;
  readonly accelerator: Accelerator;
  readonly workload: Workload;
  readonly costModel: CostModel;
  readonly policySpace: PolicySpace;
  /** What the search may know without an evaluation. */
  readonly knowledge: SearchKnowledge;
  readonly nominalPolicy: Policy;
  /** SHA-256 of everything that results depend on, the calibration excepted. */
  readonly inputHashes: Readonly<Record<string, string>>;
  decode(assignment: Assignment): Policy | { readonly infeasible: string };
}

/**
 * Opens what a study needs, the quickest checks first.
 *
 * @param locate where a field of the configuration stands, for messages
 * @throws InputError for whatever in the configuration does not fit network or accelerator
 */
export async function openStudyContext(config: StudyConfig, locate: Locate): Promise<StudyContext> {
  const { acceleratorPath, errorCurvePath } = acceleratorPaths(config);
  const accelerator = loadAccelerator(acceleratorPath, errorCurvePath);
  const points = checkedPoints(config, accelerator, locate);
  const network = readNetworkDescription(config.network);
  const sampling = samplingOf(config, network, locate);
  const workload = await describeWorkload(config.network, sampling.steps, sampling.guidanceScale);
  const protectedGemms = placeErrors(locate, 'faults.sites', () =>
    selectGemms(config.faults.sites, workload),
  );
  const costModel = createCostModel(accelerator, workload, protectedGemms);
  const { nominal } = accelerator.core;
  const policySpace = placeErrors(locate, 'policy', () =>
    createPolicySpace({
      config: config.policy,
      blocks: workload.blocks,
      steps: sampling.steps,
      nominal: { point: nominal, stress: 1, errorFree: true },
      points,
    }),
  );
  for (const [i, assignment] of (config.study.startWith ?? []).entries()) {
    placeErrors(locate, `study.startWith.${i}`, () => encodeAssignment(policySpace.space, assignment));
  }
  const knowledge = placeErrors(locate, 'sensitivity', () =>
    studyKnowledge({ config, accelerator, workload, policySpace }),
  );
  await checkMetricNetwork(network);
  return {
    config,
    network,
    sampling,
    accelerator,
    workload,
    costModel,
    policySpace,
    knowledge,
    nominalPolicy: uniformPolicy(workload.blocks, sampling.steps, nominal),
    inputHashes: hashInputs(config, network, accelerator),
    decode(assignment) {
      const policy = decodePolicy(policySpace, assignment);
      const reason = costModel.violation(policy);
      return reason === null ? policy : { infeasible: reason };
    },
  };
}

/** The accelerator's file and the error curve in place of its own, as evaluations take them. */
export function acceleratorPaths({ accelerator, faults }: StudyConfig) {
  return {
    acceleratorPath: accelerator,
    ...(faults.errorCurve === undefined ? {} : { errorCurvePath: faults.errorCurve }),
  };
}

/** The operating points asked for with their stress; one that the accelerator cannot run is the file's mistake. */
function checkedPoints(config: StudyConfig, accelerator: Accelerator, locate: Locate) {
  const { undervolted, overclocked } = accelerator.operatingPoints;
  return requestedOperatingPoints(config.policy, [...undervolted, ...overclocked]).map((point) => {
    const reason = operatingPointViolation(accelerator, point);
    const stress = stressAt(accelerator.errorCurve, point);
    if (reason !== null || stress === null) {
      throw inputError(`${locate('policy.operatingPoints')}: ${reason}`);
    }
    return { point, stress, errorFree: wordErrorRate(accelerator.errorCurve, point) === 0 };
  });
}

/** The network's own settings where the configuration gives none. */
function samplingOf(
  { sampling }: StudyConfig,
  { description, resolve }: LocatedDescription,
  locate: Locate,
): SamplingSettings {
  const { steps, guidanceScale } = { ...description.sampling, ...sampling };
  const scheduler = readSchedulerConfig(resolve(description.sampling.scheduler));
  placeErrors(locate, 'sampling', () => createDiffusionSampler(scheduler, steps));
  return { steps, guidanceScale, scheduler };
}

function hashInputs(
  config: StudyConfig,
  { path, description, resolve }: LocatedDescription,
  { errorCurve }: Accelerator,
) {
  const files = {
    network: resolve(description.denoiser.file),
    metric: resolve(description.metric.file),
    ...furtherMetricFiles(description, resolve),
    networkDescription: path,
    scheduler: resolve(description.sampling.scheduler),
    accelerator: config.accelerator,
    ...(config.sensitivity === undefined ? {} : { sensitivity: config.sensitivity }),
  };
  return {
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, hashFile(file)])),
    errorCurve: contentHash(errorCurve),
  };
}

/** What other metric networks and reference statistics there are, by names of their own. */
function furtherMetricFiles(
  description: LocatedDescription['description'],
  resolve: (file: string) => string,
) {
  const files = metricsOf(description).flatMap(({ file, referenceStatistics }, i) => [
    ...(i > 0 ? [[`metric${i}`, resolve(file)] as const] : []),
    ...(referenceStatistics === undefined ? [] : [[`reference${i}`, resolve(referenceStatistics)] as const]),
  ]);
  return Object.fromEntries(files);
}

export const hashFile = (path: string): string => contentHash(new Uint8Array(readFileSync(path)));

/**
 * Refuses to go on with a study whose inputs have changed since it began.
 *
 * @param recorded hashes in the study's manifest
 * @param current hashes of what was opened now; those not among them are not compared
 * @throws InputError that names what has changed
 */
export function requireSameInputs(
  study: string,
  recorded: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): void {
  const changed = Object.keys(current).filter((name) => recorded[name] !== current[name]);
  if (changed.length === 0) return;
  throw inputError(
    `study ${study}: ${changed.join(', ')} changed since it began, so that its trials would not compare; ` +
      'restore the files, or start another study with --name',
  );
}
