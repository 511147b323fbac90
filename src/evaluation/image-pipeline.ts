import { imagesFromSamples } from '../core/image.js';
import type { SiteHook } from '../core/site.js';
import { rangeOfStep } from '../network/calibration.js';
import type { DenoiserInputs } from '../network/denoiser-inputs.js';
import type { MetricNetwork } from '../network/metric-network.js';
import type { NetworkDescription } from '../network/network-description.js';
import type { StagedNetwork } from '../network/staged-network.js';
import { normaliseFeatures } from '../quality/perceptual-distance.js';
import { type DenoisingSetup, denoise } from './denoising-run.js';
import type { GoldenBatch } from './golden-runs.js';
import { labelOf, writeNoise } from './image-inputs.js';

/** The parts that turn noise into measured images, for one batch size. */
export interface PipelineParts {
  readonly description: NetworkDescription;
  readonly network: StagedNetwork;
  readonly metric: MetricNetwork;
  readonly inputs: DenoiserInputs;
  readonly setup: DenoisingSetup;
  readonly batchImages: number;
  readonly calibrationRanges: number;
}

/** Makes images of a seed, batch by batch, and passes them through the metric network. */
export class ImagePipeline {
  constructor(private readonly parts: PipelineParts) {}

  get batchImages(): number {
    return this.parts.batchImages;
  }

  get steps(): number {
    return this.parts.setup.sampler.timesteps.length;
  }

  /**
   * Images `firstImage` .. `firstImage + batchImages - 1` of a seed.
   *
   * @param hook corrupts and repairs accumulators; none gives the golden images
   */
  async run(
    seed: number,
    firstImage: number,
    hook?: SiteHook,
    cancelled?: () => boolean,
  ): Promise<GoldenBatch> {
    const { description, network, metric, inputs, setup, batchImages, calibrationRanges } = this.parts;
    const { imageSize } = setup;
    const samples = new Float32Array(batchImages * imageSize);
    const labels: number[] = [];
    for (let i = 0; i < batchImages; i++) {
      writeNoise(seed, firstImage + i, samples.subarray(i * imageSize, (i + 1) * imageSize));
      labels.push(labelOf(seed, firstImage + i, description.classes.labels.length));
    }
    const predict = (step: number) => {
      const range = rangeOfStep(step, this.steps, calibrationRanges);
      return network.predict({ feeds: inputs.feeds, step, range }, hook);
    };
    await denoise(setup, samples, labels, predict, cancelled);
    const images = imagesFromSamples(samples, description.image);
    const { features, ...measured } = await metric.measure(images.data, labels);
    return { images, labels, features: normaliseFeatures(features), ...measured };
  }

  async release(): Promise<void> {
    await this.parts.network.release();
    await this.parts.metric.release();
  }
}
