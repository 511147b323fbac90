import { basename, join, resolve } from 'node:path';
import type { AnalysedSegment, AnalysisSettings } from '../core/sensitivity.js';
import type { Workload } from '../core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { equalSegments } from '../evaluation/analysis/equal-segments.js';
import { ensureCalibration } from '../evaluation/calibrate.js';
import { checkMetricNetwork } from '../evaluation/check-metric-network.js';
import type { SamplingSettings } from '../evaluation/evaluation-spec.js';
import { describeWorkload } from '../evaluation/open-pipeline.js';
import { metricsOf } from '../network/metric-description.js';
import { type LocatedDescription, readNetworkDescription } from '../network/network-description.js';
import type { SiteSet } from '../reliability/site-sets.js';
import { resolveStepSegments } from '../search/step-segments.js';
import { readStudyConfig, type StudyConfig } from '../study/study-config.js';
import { RUNS_DIRECTORY } from './environment.js';
import type { Progress } from './progress.js';
import { hashFile } from './study-context.js';

/** What a person may say of an analysis; what is left out comes from the search space, or has a default. */
export interface SubjectOptions {
  readonly name?: string;
  readonly segments?: number;
  readonly sites?: SiteSet;
  readonly bound?: number;
  readonly wordErrorRate: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** A network that is ready to be analysed, and how. */
export interface AnalysisSubject {
  readonly name: string;
  readonly network: LocatedDescription;
  readonly workload: Workload;
  readonly settings: AnalysisSettings & { readonly sites: SiteSet };
  readonly calibrationPath: string;
  /** SHA-256 of each file that the measurements depend on. */
  readonly inputHashes: Readonly<Record<string, string>>;
}

const DEFAULT_SEGMENTS = 5;
const DEFAULT_SITES: SiteSet = 'all-gemm';

/** A perceptual distance that a careful look sees: Gaussian noise of 24 dB on the shipped network's images. */
const DEFAULT_BOUND = 0.1;

/** Images per batch: larger ones run little faster, smaller ones end an analysis closer to its budget. */
const BATCH_IMAGES = 8;

/** Folder for what can be made again. */
const CACHE_DIRECTORY = join(RUNS_DIRECTORY, '.cache');

/**
 * Opens a network's folder or description, or the network of a search space, whose sites, segments, sampling and bound
 * then hold.
 *
 * @throws InputError for what cannot be read or run
 */
export async function openAnalysisSubject(
  path: string,
  options: SubjectOptions,
  workingDirectory: string,
  progress: Progress,
): Promise<AnalysisSubject> {
  const space = isSearchSpace(path) ? readStudyConfig(path, workingDirectory) : null;
  const network = readNetworkDescription(space?.network ?? path);
  const sampling = samplingOf(network, space);
  const workload = await describeWorkload(network.path, sampling.steps, sampling.guidanceScale);
  await checkMetricNetwork(network);
  const calibrationPath = await ensureCalibration(network, sampling, CACHE_DIRECTORY, (share) =>
    progress.update(`Calibrating the INT8 scales: ${Math.round(100 * share)}%`),
  );
  return {
    name: options.name ?? basename(resolve(workingDirectory, path)).replace(/\.ya?ml$/, ''),
    network,
    workload,
    settings: settingsOf(options, sampling, space),
    calibrationPath,
    inputHashes: hashInputs(network, calibrationPath),
  };
}

/** A YAML file other than a network's `model.yaml`. */
const isSearchSpace = (path: string): boolean =>
  /\.ya?ml$/.test(path) && !/^model\.ya?ml$/.test(basename(path));

function samplingOf(
  { description, resolve }: LocatedDescription,
  space: StudyConfig | null,
): SamplingSettings {
  const { steps, guidanceScale } = { ...description.sampling, ...space?.sampling };
  const scheduler = readSchedulerConfig(resolve(description.sampling.scheduler));
  // Refuses numbers of steps that the scheduler does not have.
  createDiffusionSampler(scheduler, steps);
  return { steps, guidanceScale, scheduler };
}

function settingsOf(
  { seed, sites, wordErrorRate, bound, tolerance, segments }: SubjectOptions,
  { steps, guidanceScale }: SamplingSettings,
  space: StudyConfig | null,
): AnalysisSubject['settings'] {
  return {
    seed,
    steps,
    guidanceScale,
    batchImages: BATCH_IMAGES,
    sites: sites ?? space?.faults.sites ?? DEFAULT_SITES,
    segments: segmentsOf(segments, steps, space),
    wordErrorRate,
    distanceBound: bound ?? boundOf(space) ?? DEFAULT_BOUND,
    tolerance,
  };
}

function segmentsOf(count: number | undefined, steps: number, space: StudyConfig | null): AnalysedSegment[] {
  if (count === undefined && space) return resolveStepSegments(space.policy.stepSegments, steps);
  return equalSegments(steps, count ?? DEFAULT_SEGMENTS);
}

const boundOf = (space: StudyConfig | null): number | undefined =>
  space?.constraints.find(({ metric }) => metric === 'perceptualDistance')?.atMost;

function hashInputs({ path, description, resolve }: LocatedDescription, calibration: string) {
  const metrics = metricsOf(description).map(({ file }, i) => [
    i === 0 ? 'metric' : `metric${i}`,
    resolve(file),
  ]);
  const files: Readonly<Record<string, string>> = {
    network: resolve(description.denoiser.file),
    ...Object.fromEntries(metrics),
    networkDescription: path,
    scheduler: resolve(description.sampling.scheduler),
    calibration,
  };
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, hashFile(file)]));
}
