import type { NoiseScheduleSettings } from './noise-schedule.js';
import type { TimestepSpacing } from './timestep-spacing.js';

/** What the network was trained to predict: the noise, the clean sample, or v (Salimans and Ho 2022, appendix D). */
export const PREDICTION_TYPES = ['epsilon', 'sample', 'v_prediction'] as const;
export type PredictionType = (typeof PREDICTION_TYPES)[number];

/** How a network's outputs become an image; names and defaults as in diffusers' `scheduler_config.json`. */
export interface DiffusionSettings extends NoiseScheduleSettings {
  readonly predictionType: PredictionType;
  /** Predicted clean samples are clipped to [-clipRange, clipRange]; null: they are not clipped. */
  readonly clipRange: number | null;
  /**
   * Whether the noise is derived again from the clipped clean sample (GLIDE), or kept as predicted. An argument of
   * diffusers' `step`, not a field of its configuration.
   */
  readonly useClippedModelOutput: boolean;
  /** Whether the last step goes to the noise-free sample, or to the noise level of training timestep 0. */
  readonly setAlphaToOne: boolean;
  readonly timestepSpacing: TimestepSpacing;
  /** Added to every timestep of `leading` spacing, integer >= 0. */
  readonly stepsOffset: number;
}

/** Turns noise into images, one denoising step after the other; holds no state between steps. */
export interface DiffusionSampler {
  /** The timestep the network is given at each step, noisiest first; one per step. */
  readonly timesteps: readonly number[];
  /**
   * Moves a batch from the noise level of step `stepIndex` to that of the next one, in place.
   * Each element follows from its own two values alone, so an image's result does not depend on its batch.
   * Computed in float64, rounded once to float32; NaN and infinities stay within their element.
   *
   * @param sample `images x channels x height x width`, in any layout that `modelOutput` shares; overwritten
   * @param modelOutput the network's (guided) prediction for `sample`; unchanged
   * @param stepIndex integer in 0..timesteps.length-1, 0 = the noisiest
   */
  step(sample: Float32Array, modelOutput: Float32Array, stepIndex: number): void;
}

/**
 * Makes a {@link DiffusionSampler} that takes `steps` steps, an integer in 1..trainTimesteps.
 *
 * @throws InputError when the settings allow no such number of steps
 */
export type DiffusionSamplerFactory = (settings: DiffusionSettings, steps: number) => DiffusionSampler;
