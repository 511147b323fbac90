import { type Accelerator, loadAccelerator } from '../accelerator/accelerator.js';
import { createCostModel } from '../accelerator/cost.js';
import { loadErrorCurve } from '../accelerator/error-curve.js';
import type { Workload } from '../core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../diffusion/scheduler-config.js';
import { type Denoiser, prepareDenoiser, quantiseDenoiser } from '../network/denoiser.js';
import { DenoiserInputs } from '../network/denoiser-inputs.js';
import { probeWeightType } from '../network/kernel-probe.js';
import { MetricNetwork } from '../network/metric-network.js';
import { readNetworkDescription } from '../network/network-description.js';
import { readOnnxFile } from '../network/onnx-file.js';
import { StagedNetwork } from '../network/staged-network.js';
import { selectGemms } from '../reliability/site-sets.js';
import { readCalibration } from './calibrate.js';
import { rowsPerImage } from './denoising-run.js';
import type { EvaluationSpec } from './evaluation-spec.js';
import type { Evaluator } from './evaluator.js';
import { ImagePipeline } from './image-pipeline.js';
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
    audit: spec.audit ?? false,
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

/** The blocks and matrix products of a network under the given sampling: what policies are made for. */
export async function describeWorkload(
  networkPath: string,
  steps: number,
  guidanceScale: number,
): Promise<Workload> {
  const { denoiser } = await openDenoiser(networkPath, guidanceScale, 1);
  return workloadOf(denoiser, steps);
}

const workloadOf = ({ blocks, gemms }: Denoiser, steps: number): Workload => ({ blocks, gemms, steps });

async function openDenoiser(networkPath: string, guidanceScale: number, batchImages: number) {
  const located = readNetworkDescription(networkPath);
  const { description, resolve } = located;
  const file = readOnnxFile(resolve(description.denoiser.file), description.denoiser.sha256);
  const inputs = DenoiserInputs.create(file, description, batchImages * rowsPerImage(guidanceScale));
  const denoiser = await prepareDenoiser(file, inputs.dims, batchImages, description.denoiser.blocks);
  return { located, inputs, denoiser };
}

async function createImagePipeline(spec: EvaluationSpec) {
  const { batchImages, guidanceScale, steps } = spec;
  const { located, inputs, denoiser } = await openDenoiser(spec.networkPath, guidanceScale, batchImages);
  const { description, resolve } = located;
  const workload = workloadOf(denoiser, steps);
  const faultyGemms = selectGemms(spec.sites, workload);
  const calibration = readCalibration(spec.calibrationPath);
  const quantised = quantiseDenoiser(denoiser, calibration, await probeWeightType());
  const { image, classes } = description;
  const pipeline = new ImagePipeline({
    description,
    network: await StagedNetwork.create(quantised, denoiser.gemms, batchImages, faultyGemms),
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
