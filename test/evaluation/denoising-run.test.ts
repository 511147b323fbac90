import { describe, expect, it } from 'vitest';
import type { DiffusionSampler } from '../../src/diffusion/diffusion-sampler.js';
import { type DenoisingSetup, denoise, rowsPerImage } from '../../src/evaluation/denoising-run.js';
import { DenoiserInputs } from '../../src/network/denoiser-inputs.js';
import { tinyTransformer } from '../network/tiny-transformer.js';
import { tinyDescription } from './tiny-network.js';

const IMAGE_SIZE = 16;
const NULL_LABEL = 10;

/** Adds the prediction to the sample, and keeps what it was given. */
class RecordingSampler implements DiffusionSampler {
  readonly timesteps = [900, 500, 100];
  readonly predictions: Float32Array[] = [];

  step(sample: Float32Array, modelOutput: Float32Array, stepIndex: number): void {
    expect(stepIndex).toBe(this.predictions.length);
    this.predictions.push(modelOutput.slice());
    sample.forEach((_, i) => {
      sample[i] += modelOutput[i];
    });
  }
}

function makeSetup(guidanceScale: number, images: number) {
  const sampler = new RecordingSampler();
  const inputs = DenoiserInputs.create(
    tinyTransformer(),
    tinyDescription(),
    images * rowsPerImage(guidanceScale),
  );
  const setup: DenoisingSetup = {
    sampler,
    inputs,
    guidanceScale,
    nullLabel: NULL_LABEL,
    imageSize: IMAGE_SIZE,
  };
  return { setup, sampler, inputs };
}

/** What the network is fed at a step. */
const fed = ({ feeds }: DenoiserInputs) => ({
  sample: [...(feeds.sample.data as Float32Array)],
  timestep: [...(feeds.timestep.data as BigInt64Array)].map(Number),
  labels: [...(feeds.class_labels.data as BigInt64Array)].map(Number),
});

const ramp = (length: number, from = 0) => Float32Array.from({ length }, (_, i) => from + i);

describe('rowsPerImage', () => {
  it('is one without guidance, two with any other scale', () => {
    expect([0, 0.5, 1, 1.5, 7].map(rowsPerImage)).toEqual([2, 2, 1, 2, 2]);
  });
});

describe('denoise', () => {
  it('feeds one row per image and steps with the prediction itself when there is no guidance', async () => {
    const { setup, sampler, inputs } = makeSetup(1, 2);
    const samples = ramp(2 * IMAGE_SIZE);
    const seen: ReturnType<typeof fed>[] = [];
    const predicted: Float32Array[] = [];
    await denoise(setup, samples, [3, 7], async (step) => {
      seen.push(fed(inputs));
      predicted.push(ramp(2 * IMAGE_SIZE, step * 100));
      return predicted[step];
    });
    expect(sampler.predictions).toEqual(predicted);
    expect(seen.map(({ timestep }) => timestep)).toEqual([
      [900, 900],
      [500, 500],
      [100, 100],
    ]);
    expect(seen.map(({ labels }) => labels)).toEqual(Array.from({ length: 3 }, () => [3, 7]));
    expect(seen[0].sample).toEqual([...ramp(2 * IMAGE_SIZE)]);
    expect(seen[1].sample).toEqual(seen[0].sample.map((value, i) => value + predicted[0][i]));
    expect([...samples]).toEqual(seen[2].sample.map((value, i) => value + predicted[2][i]));
  });

  it('feeds each image twice and combines both predictions with guidance', async () => {
    const { setup, sampler, inputs } = makeSetup(3, 2);
    const samples = ramp(2 * IMAGE_SIZE);
    const seen: ReturnType<typeof fed>[] = [];
    await denoise(setup, samples, [3, 7], async () => {
      seen.push(fed(inputs));
      // Rows predict 1, 2, 3, 4: the first image 1 + 3 (2 - 1), the second 3 + 3 (4 - 3).
      return Float32Array.from({ length: 4 * IMAGE_SIZE }, (_, i) => 1 + Math.floor(i / IMAGE_SIZE));
    });
    const expected = Float32Array.from({ length: 2 * IMAGE_SIZE }, (_, i) => (i < IMAGE_SIZE ? 4 : 6));
    expect(sampler.predictions).toEqual([expected, expected, expected]);
    expect(seen[0].labels).toEqual([NULL_LABEL, 3, NULL_LABEL, 7]);
    const [first, second] = [ramp(IMAGE_SIZE), ramp(IMAGE_SIZE, IMAGE_SIZE)];
    expect(seen[0].sample).toEqual([...first, ...first, ...second, ...second]);
    expect(seen[0].timestep).toEqual([900, 900, 900, 900]);
  });

  it('asks before every step whether it is cancelled, and then stops', async () => {
    const { setup, sampler } = makeSetup(1, 1);
    let asked = 0;
    let predicted = 0;
    const run = denoise(
      setup,
      ramp(IMAGE_SIZE),
      [0],
      async () => {
        predicted++;
        return ramp(IMAGE_SIZE);
      },
      () => ++asked > 2,
    );
    await expect(run).rejects.toMatchObject({
      kind: 'ExecutionError',
      message: 'the evaluation was cancelled',
    });
    expect([asked, predicted, sampler.predictions.length]).toEqual([3, 2, 2]);
  });

  it('passes on why a prediction failed', async () => {
    const { setup } = makeSetup(1, 1);
    const run = denoise(setup, ramp(IMAGE_SIZE), [0], () => Promise.reject(new Error('no memory')));
    await expect(run).rejects.toThrow('no memory');
  });
});
