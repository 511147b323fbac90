import type { Workload } from '../core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { type Denoiser, quantiseDenoiser } from '../network/denoiser.js';
import { requireIndependentImages } from '../network/independent-images.js';
import { probeWeightType } from '../network/kernel-probe.js';
import { MetricNetwork } from '../network/metric-network.js';
import { type LocatedDescription, readNetworkDescription } from '../network/network-description.js';
import { readOnnxFile } from '../network/onnx-file.js';
import { openDenoiser } from '../network/open-denoiser.js';
import type { QuantisedModel } from '../network/quantise.js';
import { StagedNetwork } from '../network/staged-network.js';
import { selectGemms } from '../reliability/site-sets.js';
import { readCalibration } from './calibrate.js';
import { rowsPerImage } from './denoising-run.js';
import type { EvaluationSpec } from './evaluation-spec.js';
import type { PipelineParts } from './image-pipeline.js';

/** What a pipeline depends on. */
export type PipelineSpec = Pick<
  EvaluationSpec,
  'networkPath' | 'calibrationPath' | 'sites' | 'steps' | 'guidanceScale' | 'batchImages' | 'exposeOperands'
>;

/** The parts of a pipeline, with what was found out on the way to them. */
export interface OpenedPipeline {
  readonly parts: PipelineParts;
  readonly workload: Workload;
  /** The products that errors may strike, at which the network is cut. */
  readonly faultyGemms: ReadonlySet<number>;
  readonly quantised: QuantisedModel;
  readonly classLabels: readonly string[];
}

/** Images of the batch that a network is described with: two, so that one without a batch dimension is refused. */
const DESCRIBED_IMAGES = 2;

/** The blocks and matrix products of a network under the given sampling: what policies are made for. */
export async function describeWorkload(
  networkPath: string,
  steps: number,
  guidanceScale: number,
): Promise<Workload> {
  const { denoiser } = await openDescribed(
    readNetworkDescription(networkPath),
    guidanceScale,
    DESCRIBED_IMAGES,
  );
  return workloadOf(denoiser, steps);
}

/** Opens, quantises and cuts the network of a specification. */
export async function openPipeline(spec: PipelineSpec): Promise<OpenedPipeline> {
  const { batchImages, guidanceScale, steps } = spec;
  const located = readNetworkDescription(spec.networkPath);
  const { description, resolve } = located;
  const opened = await openDescribed(located, guidanceScale, batchImages);
  const { denoiser, inputs } = opened;
  const workload = workloadOf(denoiser, steps);
  const faultyGemms = selectGemms(spec.sites, workload);
  const calibration = readCalibration(spec.calibrationPath);
  const quantised = quantiseDenoiser(denoiser, calibration, await probeWeightType());
  const network = await StagedNetwork.create(
    quantised,
    denoiser.gemms,
    batchImages,
    faultyGemms,
    spec.exposeOperands,
  );
  await requireIndependentImages(network, opened);
  const { image, classes } = description;
  const parts: PipelineParts = {
    description,
    network,
    metric: await MetricNetwork.create(located),
    inputs,
    setup: {
      sampler: createDiffusionSampler(readSchedulerConfig(resolve(description.sampling.scheduler)), steps),
      inputs,
      guidanceScale,
      nullLabel: classes.nullLabel,
      imageSize: image.channels * image.height * image.width,
    },
    batchImages,
    calibrationRanges: calibration.ranges,
  };
  return { parts, workload, faultyGemms, quantised, classLabels: classes.labels };
}

const workloadOf = ({ blocks, gemms, vectorOps }: Denoiser, steps: number): Workload => ({
  blocks,
  gemms,
  vectorOps,
  steps,
});

function openDescribed({ description, resolve }: LocatedDescription, guidanceScale: number, images: number) {
  const { file, sha256 } = description.denoiser;
  const onnx = readOnnxFile(resolve(file), sha256);
  return openDenoiser(onnx, description, images, rowsPerImage(guidanceScale));
}
