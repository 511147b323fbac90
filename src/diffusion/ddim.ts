import { bugError } from '../core/errors.js';
import type { DiffusionSampler, DiffusionSettings, PredictionType } from './diffusion-sampler.js';
import { alphasCumprod } from './noise-schedule.js';
import { spacedTimesteps } from './timestep-spacing.js';

/** Standard deviations of signal and noise in a sample: their squares add up to 1. */
interface NoiseLevel {
  readonly signal: number;
  readonly noise: number;
}

/**
 * DDIM without added noise (eta = 0; Song et al. 2021, eq. 12), as diffusers' `DDIMScheduler` steps.
 * The noise level after step i is that of the timestep floor(trainTimesteps / steps) below the step's own, which
 * for `linspace`, and where `steps` does not divide, is not always the next one visited: diffusers does the same.
 */
export function createDdimSampler(settings: DiffusionSettings, steps: number): DiffusionSampler {
  const timesteps = spacedTimesteps(settings, steps);
  const alphas = alphasCumprod(settings);
  const stride = Math.floor(settings.trainTimesteps / steps);
  const finalAlpha = settings.setAlphaToOne ? 1 : alphas[0];
  const before = timesteps.map((t) => noiseLevel(alphas[t]));
  const after = timesteps.map((t) => noiseLevel(t >= stride ? alphas[t - stride] : finalAlpha));
  const { clean, noise } = PREDICTIONS[settings.predictionType];
  const limit = settings.clipRange ?? Infinity;

  const step = (sample: Float32Array, modelOutput: Float32Array, stepIndex: number): void => {
    if (sample.length !== modelOutput.length || !(stepIndex in timesteps)) {
      throw bugError(
        `DDIM step ${stepIndex} of ${steps}: expected a sample and a model output of one size, ` +
          `got ${sample.length} and ${modelOutput.length} values`,
      );
    }
    const from = before[stepIndex];
    const to = after[stepIndex];
    for (let i = 0; i < sample.length; i++) {
      const predictedClean = Math.max(-limit, Math.min(limit, clean(sample[i], modelOutput[i], from)));
      const predictedNoise = settings.useClippedModelOutput
        ? noiseGiven(predictedClean, sample[i], from)
        : noise(sample[i], modelOutput[i], from);
      sample[i] = to.signal * predictedClean + to.noise * predictedNoise;
    }
  };
  return { timesteps, step };
}

type Prediction = (sample: number, modelOutput: number, level: NoiseLevel) => number;

/** The clean sample and the noise that a model output stands for, given sample = signal clean + noise epsilon. */
const PREDICTIONS: Readonly<
  Record<PredictionType, { readonly clean: Prediction; readonly noise: Prediction }>
> = {
  epsilon: {
    clean: (x, output, { signal, noise }) => (x - noise * output) / signal,
    noise: (_x, output) => output,
  },
  sample: {
    clean: (_x, output) => output,
    noise: (x, output, level) => noiseGiven(output, x, level),
  },
  v_prediction: {
    clean: (x, output, { signal, noise }) => signal * x - noise * output,
    noise: (x, output, { signal, noise }) => signal * output + noise * x,
  },
};

/** The noise in a sample whose clean part is known. */
const noiseGiven = (clean: number, sample: number, { signal, noise }: NoiseLevel) =>
  (sample - signal * clean) / noise;

const noiseLevel = (alphaCumprod: number): NoiseLevel => ({
  signal: Math.sqrt(alphaCumprod),
  noise: Math.sqrt(1 - alphaCumprod),
});
