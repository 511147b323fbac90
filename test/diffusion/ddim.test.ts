import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDdimSampler } from '../../src/diffusion/ddim.js';
import {
  type DiffusionSettings,
  PREDICTION_TYPES,
  type PredictionType,
} from '../../src/diffusion/diffusion-sampler.js';
import { alphasCumprod } from '../../src/diffusion/noise-schedule.js';
import type { TimestepSpacing } from '../../src/diffusion/timestep-spacing.js';

/** The settings of the shipped network, save for its clip range. */
const SETTINGS: DiffusionSettings = {
  trainTimesteps: 1000,
  betaSchedule: 'squaredcos_cap_v2',
  betaStart: 0.0001,
  betaEnd: 0.02,
  predictionType: 'epsilon',
  clipRange: 1,
  useClippedModelOutput: false,
  setAlphaToOne: true,
  timestepSpacing: 'leading',
  stepsOffset: 1,
};

/** Every beta 1/2, so that the signal's variance after timestep t is 2^-(t+1); two steps visit timesteps 2 and 0. */
const HALVES: DiffusionSettings = {
  ...SETTINGS,
  trainTimesteps: 4,
  betaSchedule: 'linear',
  betaStart: 0.5,
  betaEnd: 0.5,
  stepsOffset: 0,
};

interface VectorCase {
  readonly timestep_spacing: TimestepSpacing;
  readonly steps_offset: number;
  readonly clip_sample_range: number | null;
  readonly num_inference_steps: number;
  readonly timesteps: number[];
  readonly steps: readonly Readonly<{
    timestep: number;
    sample: number[];
    noise: number[];
    previous: number[];
  }>[];
}

const VECTORS: {
  readonly alphas_cumprod: Readonly<Record<string, number>>;
  readonly cases: readonly VectorCase[];
} = JSON.parse(readFileSync(new URL('../fixtures/ddim-vectors.json', import.meta.url), 'utf8'));

/** A sample of signal variance `alpha` with the clean value and the noise it was made of. */
const noisy = (alpha: number, clean: number, noise: number) =>
  Math.sqrt(alpha) * clean + Math.sqrt(1 - alpha) * noise;

/** What a perfect network of each kind predicts for such a sample. */
const PERFECT: Record<PredictionType, (alpha: number, clean: number, noise: number) => number> = {
  epsilon: (_alpha, _clean, noise) => noise,
  sample: (_alpha, clean) => clean,
  v_prediction: (alpha, clean, noise) => Math.sqrt(alpha) * noise - Math.sqrt(1 - alpha) * clean,
};

const oneStep = (settings: DiffusionSettings, stepIndex: number, x: number, output: number): number => {
  const sample = Float32Array.of(x);
  createDdimSampler(settings, 2).step(sample, Float32Array.of(output), stepIndex);
  return sample[0];
};

describe('one DDIM step (Song et al. 2021, eq. 12 with eta 0)', () => {
  it.each(PREDICTION_TYPES)('keeps clean sample and noise, and moves to the next noise level: %s', (type) => {
    const settings = { ...HALVES, predictionType: type };
    const output = PERFECT[type](1 / 8, 0.5, -2);
    expect(oneStep(settings, 0, noisy(1 / 8, 0.5, -2), output)).toBeCloseTo(noisy(1 / 2, 0.5, -2), 6);
  });

  it.each(PREDICTION_TYPES)('clips the clean sample and keeps the noise as predicted: %s', (type) => {
    const settings = { ...HALVES, predictionType: type };
    const output = PERFECT[type](1 / 8, 3, -2);
    const x = noisy(1 / 8, 3, -2);
    expect(oneStep(settings, 0, x, output)).toBeCloseTo(noisy(1 / 2, 1, -2), 5);
    expect(oneStep({ ...settings, clipRange: 2.5 }, 0, x, output)).toBeCloseTo(noisy(1 / 2, 2.5, -2), 5);
    expect(oneStep({ ...settings, clipRange: null }, 0, x, output)).toBeCloseTo(noisy(1 / 2, 3, -2), 5);
  });

  it.each(PREDICTION_TYPES)(
    'derives the noise again from the clipped clean sample when asked: %s',
    (type) => {
      const settings = { ...HALVES, predictionType: type, useClippedModelOutput: true };
      const output = PERFECT[type](1 / 8, 3, -2);
      const x = noisy(1 / 8, 3, -2);
      // The same sample, read as clean part 1: x = sqrt(1/8) 1 + sqrt(7/8) noise.
      const noise = (x - Math.sqrt(1 / 8)) / Math.sqrt(7 / 8);
      expect(oneStep(settings, 0, x, output)).toBeCloseTo(noisy(1 / 2, 1, noise), 5);
      expect(oneStep({ ...settings, clipRange: null }, 0, x, output)).toBeCloseTo(noisy(1 / 2, 3, -2), 5);
    },
  );

  it('ends noise-free, or at the level of timestep 0 when setAlphaToOne is false', () => {
    const x = noisy(1 / 2, 0.5, -2);
    expect(oneStep(HALVES, 1, x, -2)).toBeCloseTo(0.5, 6);
    expect(oneStep({ ...HALVES, setAlphaToOne: false }, 1, x, -2)).toBeCloseTo(x, 6);
  });

  it('rounds once, from a float64 result', () => {
    const x = Math.fround(0.3);
    const output = Math.fround(-0.7);
    const clean = (x - Math.sqrt(7 / 8) * output) / Math.sqrt(1 / 8);
    const expected = Math.sqrt(1 / 2) * Math.min(1, clean) + Math.sqrt(1 / 2) * output;
    expect(oneStep(HALVES, 0, x, output)).toBe(Math.fround(expected));
  });

  it('brings an infinite sample back into range, and keeps NaN where it is', () => {
    const sample = Float32Array.of(Infinity, Number.NaN, 0);
    createDdimSampler(HALVES, 2).step(sample, Float32Array.of(0, 0, 0), 0);
    expect(sample).toEqual(Float32Array.of(Math.SQRT1_2, Number.NaN, 0));
  });

  it('gives an image the same result in any batch', () => {
    const value = fc.float({ min: -4, max: 4, noNaN: true });
    const pixels = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 });
    const sampler = createDdimSampler(SETTINGS, 20);
    fc.assert(
      fc.property(pixels, fc.nat(19), fc.nat(29), (pixels, step, cut) => {
        const run = (part: typeof pixels) => {
          const sample = Float32Array.from(part, ([x]) => x);
          sampler.step(
            sample,
            Float32Array.from(part, ([, output]) => output),
            step,
          );
          return [...sample];
        };
        expect([...run(pixels.slice(0, cut)), ...run(pixels.slice(cut))]).toEqual(run(pixels));
      }),
    );
  });

  it.each([-1, 2, 0.5])('refuses step %s of 2, and a model output of another size', (stepIndex) => {
    const sampler = createDdimSampler(HALVES, 2);
    expect(() => sampler.step(new Float32Array(1), new Float32Array(1), stepIndex)).toThrow('DDIM step');
    expect(() => sampler.step(new Float32Array(1), new Float32Array(2), 0)).toThrow('1 and 2 values');
  });
});

describe('vectors of diffusers (test/fixtures/ddim-vectors.json, formulas restated in float64)', () => {
  const settingsOf = (vectors: VectorCase): DiffusionSettings => ({
    ...SETTINGS,
    clipRange: vectors.clip_sample_range,
    timestepSpacing: vectors.timestep_spacing,
    stepsOffset: vectors.steps_offset,
  });

  it('hold for the cumulative signal', () => {
    const alphas = alphasCumprod(SETTINGS);
    for (const [t, alpha] of Object.entries(VECTORS.alphas_cumprod)) {
      expect(Math.abs(alphas[Number(t)] / alpha - 1)).toBeLessThan(1e-12);
    }
  });

  it.each(VECTORS.cases)(
    'hold for $num_inference_steps $timestep_spacing steps, offset $steps_offset, clip range $clip_sample_range',
    (vectors) => {
      const sampler = createDdimSampler(settingsOf(vectors), vectors.num_inference_steps);
      expect(sampler.timesteps).toEqual(vectors.timesteps);
      for (const { timestep, sample, noise, previous } of vectors.steps) {
        const result = Float32Array.from(sample);
        sampler.step(result, Float32Array.from(noise), vectors.timesteps.indexOf(timestep));
        // The vectors' inputs are rounded to float32 here, which division by a small signal magnifies.
        const worst = Math.max(...result.map((x, i) => Math.abs(x - previous[i])));
        expect(worst).toBeLessThan(1e-6);
      }
    },
  );
});

describe('a whole DDIM run', () => {
  /** Runs a network that knows the clean image and predicts perfectly from whatever sample it gets. */
  function runOracle(settings: DiffusionSettings, steps: number, clean: Float32Array): Float32Array {
    const sampler = createDdimSampler(settings, steps);
    const alphas = alphasCumprod(settings);
    const sample = clean.map((_, i) => Math.sin(7 * i + 1) * 2);
    sampler.timesteps.forEach((t, step) => {
      const output = sample.map((x, i) => {
        const noise = (x - Math.sqrt(alphas[t]) * clean[i]) / Math.sqrt(1 - alphas[t]);
        return PERFECT[settings.predictionType](alphas[t], clean[i], noise);
      });
      sampler.step(sample, output, step);
    });
    return sample;
  }

  const clean = Float32Array.from({ length: 64 }, (_, i) => Math.cos(i));
  const cases = PREDICTION_TYPES.flatMap((predictionType) =>
    (['leading', 'trailing'] as const).map((timestepSpacing) => ({ predictionType, timestepSpacing })),
  );

  it.each(cases)('recovers the clean image from perfect predictions: %o', (variant) => {
    // Not 1 step: from timestep 999, float32 noise leaves the clean image an error of 2e4 times its rounding.
    for (const steps of [2, 4, 20, 50]) {
      const result = runOracle({ ...SETTINGS, ...variant }, steps, clean);
      const worst = Math.max(...result.map((x, i) => Math.abs(x - clean[i])));
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it('visits 951, 901, ..., 1 for the shipped configuration and 20 steps', () => {
    const { timesteps } = createDdimSampler(SETTINGS, 20);
    expect(timesteps).toEqual(Array.from({ length: 20 }, (_, i) => 951 - 50 * i));
  });
});
