import { createDiffusionSampler, readSchedulerConfig } from '../../diffusion/scheduler-config.js';
import { quantiseDenoiser } from '../../network/denoiser.js';
import { requireIndependentImages } from '../../network/independent-images.js';
import { probeWeightType } from '../../network/kernel-probe.js';
import { MetricNetwork } from '../../network/metric-network.js';
import { readNetworkDescription } from '../../network/network-description.js';
import { readOnnxFile } from '../../network/onnx-file.js';
import { openDenoiser } from '../../network/open-denoiser.js';
import { StagedNetwork } from '../../network/staged-network.js';
import { selectGemms } from '../../reliability/site-sets.js';
import { readCalibration } from '../calibrate.js';
import { rowsPerImage } from '../denoising-run.js';
import type { Evaluator } from '../evaluator.js';
import type { AnalysisJob, AnalysisOutcome } from './analysis-job.js';
import type { AnalysisSpec } from './analysis-spec.js';
import { Analyzer } from './analyzer.js';
import { TrajectoryPipeline } from './trajectory-pipeline.js';

/** The analyzer of a specification; this module is an EvaluatorModule, so workers load it by its URL. */
export async function createEvaluator(spec: AnalysisSpec): Promise<Evaluator<AnalysisJob, AnalysisOutcome>> {
  const { batchImages, guidanceScale, steps } = spec;
  const located = readNetworkDescription(spec.networkPath);
  const { description, resolve } = located;
  const onnx = readOnnxFile(resolve(description.denoiser.file), description.denoiser.sha256);
  const opened = await openDenoiser(onnx, description, batchImages, rowsPerImage(guidanceScale));
  const { denoiser, inputs } = opened;
  const workload = { blocks: denoiser.blocks, gemms: denoiser.gemms, vectorOps: denoiser.vectorOps, steps };
  const calibration = readCalibration(spec.calibrationPath);
  const quantised = quantiseDenoiser(denoiser, calibration, await probeWeightType());
  const struck = selectGemms(spec.sites, workload);
  const network = await StagedNetwork.create(quantised, denoiser.gemms, batchImages, struck);
  await requireIndependentImages(network, opened);
  const whole = await StagedNetwork.create(quantised, denoiser.gemms, batchImages, new Set());
  const { image, classes } = description;
  const pipeline = new TrajectoryPipeline({
    description,
    network,
    whole,
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
  return new Analyzer(pipeline, workload);
}
