import { executionError } from '../core/errors.js';
import type { DiffusionSampler } from '../diffusion/diffusion-sampler.js';
import { combineGuided, expandLabels, expandSamples, ROWS_PER_GUIDED_IMAGE } from '../diffusion/guidance.js';
import type { DenoiserInputs } from '../network/denoiser-inputs.js';

/** Rows of the network's batch that one image takes: two with classifier-free guidance, one without. */
export const rowsPerImage = (guidanceScale: number): number =>
  guidanceScale === 1 ? 1 : ROWS_PER_GUIDED_IMAGE;

/** Everything a denoising run needs besides the network itself. */
export interface DenoisingSetup {
  readonly sampler: DiffusionSampler;
  readonly inputs: DenoiserInputs;
  readonly guidanceScale: number;
  readonly nullLabel: number;
  /** Values per image. */
  readonly imageSize: number;
}

/** One forward pass on the current inputs; returns the predicted noise, `rows x channels x height x width`. */
export type PredictNoise = (step: number) => Promise<Float32Array>;

/**
 * Denoises a batch from pure noise to images.
 *
 * @param samples `images x imageSize`: the noise, overwritten with the images
 * @param labels one class per image
 * @param cancelled asked before every step
 * @throws ExecutionError when cancelled
 */
export async function denoise(
  setup: DenoisingSetup,
  samples: Float32Array,
  labels: readonly number[],
  predict: PredictNoise,
  cancelled: () => boolean = () => false,
): Promise<void> {
  const { sampler, inputs, guidanceScale, nullLabel, imageSize } = setup;
  const guided = rowsPerImage(guidanceScale) === ROWS_PER_GUIDED_IMAGE;
  const noise = new Float32Array(samples.length);
  inputs.setLabels(guided ? expandLabels(labels, nullLabel) : labels);
  for (let step = 0; step < sampler.timesteps.length; step++) {
    if (cancelled()) throw executionError('the evaluation was cancelled');
    if (guided) expandSamples(samples, imageSize, inputs.sample);
    else inputs.sample.set(samples);
    inputs.setTimestep(sampler.timesteps[step]);
    const predicted = await predict(step);
    if (guided) combineGuided(predicted, imageSize, guidanceScale, noise);
    sampler.step(samples, guided ? noise : predicted, step);
  }
}
