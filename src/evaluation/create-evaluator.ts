import type { Accelerator } from '../accelerator/accelerator.js';
import { createCostModel } from '../accelerator/cost-model.js';
import { loadErrorCurve } from '../accelerator/error-curve.js';
import { loadAccelerator } from '../accelerator/load-accelerator.js';
import type { Workload } from '../core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { type Denoiser, quantiseDenoiser } from '../network/denoiser.js';
import { requireIndependentImages } from '../network/independent-images.js';
import { probeWeightType } from '../network/kernel-probe.js';
import { MetricNetwork } from '../network/metric-network.js';
import { type LocatedDescription, readNetworkDescription } from '../network/network-description.js';
import { readOnnxFile } from '../network/onnx-file.js';
import { openDenoiser } from '../network/open-denoiser.js';
import { StagedNetwork } from '../network/staged-network.js';
import { selectGemms } from '../reliability/site-sets.js';
import { readCalibration } from './calibrate.js';
import { rowsPerImage } from './denoising-run.js';
import type { EvaluationSpec } from './evaluation-spec.js';
import type { Evaluator } from './evaluator.js';
import { ImagePipeline } from './image-pipeline.js';
import { openReference } from './open-reference.js';
import { PolicyEvaluator } from './policy-evaluator.js';

/** The evaluator of a specification; this module is an EvaluatorModule, so workers load it by its URL. */
export async function createEvaluator(spec: EvaluationSpec): Promise<Evaluator> {
  const accelerator = openAccelerator(spec);
  const { pipeline, workload, faultyGemms, classLabels } = await createImagePipeline(spec);
  return new PolicyEvaluator({
    pipeline,
    workload,
    accelerator,
    costModel: createCostModel(accelerator, workload, faultyGemms),
    faultModel: spec.faultModel,
    faultyGemms,
    classLabels,
    reference: openReference(readNetworkDescription(spec.networkPath)),
    audit: spec.audit ?? false,
    checksumFaults: spec.checksumFaults ?? false,
    exposesOperands: spec.exposeOperands ?? false,
  });
}

/** The accelerator of a specification, with the error curve that it asks for. */
export function openAccelerator(
  spec: Pick<EvaluationSpec, 'acceleratorPath' | 'errorCurvePath'>,
): Accelerator {
  const accelerator = loadAccelerator(spec.acceleratorPath);
  return spec.errorCurvePath
    ? { ...accelerator, errorCurve: loadErrorCurve(spec.errorCurvePath) }
    : accelerator;
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

async function createImagePipeline(spec: EvaluationSpec) {
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
  const pipeline = new ImagePipeline({
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
  });
  return { pipeline, workload, faultyGemms, classLabels: classes.labels };
}
