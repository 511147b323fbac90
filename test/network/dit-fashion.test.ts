import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteHook } from '../../src/core/site.js';
import { accumulatorWords } from '../../src/core/workload.js';
import { createDiffusionSampler, readSchedulerConfig } from '../../src/diffusion/scheduler-config.js';
import { denoise } from '../../src/evaluation/denoising-run.js';
import { writeNoise } from '../../src/evaluation/image-inputs.js';
import { type Calibration, CalibrationRecorder, rangeOfStep } from '../../src/network/calibration.js';
import { quantiseDenoiser } from '../../src/network/denoiser.js';
import { requireIndependentImages } from '../../src/network/independent-images.js';
import { probeWeightType } from '../../src/network/kernel-probe.js';
import { Tensor } from '../../src/network/onnx-session.js';
import { type OpenDenoiser, openDenoiser } from '../../src/network/open-denoiser.js';
import { type QuantisedModel, RANGE_INPUT } from '../../src/network/quantise.js';
import { StagedNetwork } from '../../src/network/staged-network.js';
import { WholeNetwork } from '../../src/network/whole-network.js';
import { bits, type Feeds, rangeTensor, relativeError, runWhole } from './execution.js';
import { openShipped } from './shipped-network.js';

const STEPS = 4;
const RANGES = 2;
const { located, file } = openShipped();
const { image, classes, sampling } = located.description;
const imageSize = image.channels * image.height * image.width;
const labels = [3, 8, 0];
const sampler = createDiffusionSampler(readSchedulerConfig(located.resolve(sampling.scheduler)), STEPS);

/** A copy of what the inputs hold now. */
const copy = (feeds: Feeds): Feeds =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      new Tensor(type as 'float32', (data as Float32Array).slice(), [...dims]),
    ]),
  );

/** Copies recorded feeds of more images into inputs for fewer, from image `first` on. */
function load({ feeds }: OpenDenoiser['inputs'], recorded: Feeds, first: number): void {
  for (const [name, { data }] of Object.entries(feeds)) {
    const source = recorded[name].data as Float32Array;
    const perImage = source.length / labels.length;
    (data as Float32Array).set(source.subarray(first * perImage, first * perImage + data.length));
  }
}

/** Flips a bit of every 97th word; which one depends on the image and the product. */
const corruptFrom =
  (first: number): SiteHook =>
  ({ gemm }, { data, images }) => {
    const words = accumulatorWords(gemm);
    for (let i = 0; i < images; i++) {
      for (let word = (first + i) * 7; word < words; word += 97) {
        data[i * words + word] ^= 1 << ((word + gemm.index + first + i) % 20);
      }
    }
  };

describe('the shipped network', () => {
  let batch: OpenDenoiser;
  let single: OpenDenoiser;
  let calibration: Calibration;
  let quantised: { readonly batch: QuantisedModel; readonly single: QuantisedModel };
  /** What the network is fed and predicts in FP32 at each step of a real denoising run of three guided images. */
  const trajectory: { readonly feeds: Feeds; readonly noise: Float32Array; readonly range: number }[] = [];

  beforeAll(async () => {
    batch = await openDenoiser(file, located.description, labels.length, 2);
    single = await openDenoiser(file, located.description, 1, 2);
    const recorder = await CalibrationRecorder.create(batch.denoiser.model, batch.denoiser.nodes, RANGES);
    const samples = new Float32Array(labels.length * imageSize);
    labels.forEach((_, i) => {
      writeNoise(1, i, samples.subarray(i * imageSize, (i + 1) * imageSize));
    });
    const setup = {
      sampler,
      inputs: batch.inputs,
      guidanceScale: sampling.guidanceScale,
      nullLabel: classes.nullLabel,
      imageSize,
    };
    await denoise(setup, samples, labels, async (step) => {
      const range = rangeOfStep(step, STEPS, RANGES);
      const noise = await recorder.predict(batch.inputs.feeds, range);
      trajectory.push({ feeds: copy(batch.inputs.feeds), noise, range });
      return noise;
    });
    await recorder.release();
    calibration = recorder.result('test');
    const weightType = await probeWeightType();
    quantised = {
      batch: quantiseDenoiser(batch.denoiser, calibration, weightType),
      single: quantiseDenoiser(single.denoiser, calibration, weightType),
    };
  });

  it('has the same products for one image and for three', () => {
    expect(single.denoiser.gemms).toEqual(batch.denoiser.gemms);
    expect(single.denoiser.blocks).toEqual(batch.denoiser.blocks);
    expect(batch.denoiser.blocks.at(0)).toBe('embed');
    expect(batch.denoiser.blocks.at(-1)).toBe('head');
  });

  it('computes what it computed where it was trained', async () => {
    const path = new URL('../fixtures/dit-fashion-forward.json', import.meta.url);
    const { shape, cases } = JSON.parse(readFileSync(path, 'utf8'));
    const network = await WholeNetwork.create(file.model);
    expect(cases.length).toBeGreaterThan(0);
    for (const { timestep, class_label: label, sample, noise } of cases) {
      const got = await runWhole(network, {
        sample: new Tensor('float32', Float32Array.from(sample), shape),
        timestep: new Tensor('int64', BigInt64Array.of(BigInt(timestep)), [1]),
        class_labels: new Tensor('int64', BigInt64Array.of(BigInt(label)), [1]),
      });
      got.forEach((value, i) => {
        expect(Math.abs(value - noise[i])).toBeLessThan(1e-3);
      });
    }
    await network.release();
  });

  it('keeps its FP32 values when it is simplified', async () => {
    const simplified = await WholeNetwork.create(batch.denoiser.model);
    const original = await WholeNetwork.create(file.model);
    for (const { feeds } of trajectory) {
      expect(relativeError(await runWhole(simplified, feeds), await runWhole(original, feeds))).toBeLessThan(
        1e-5,
      );
    }
    await simplified.release();
    await original.release();
  });

  it('predicts nearly the same noise in INT8 along a real trajectory, and moves the sample alike', async () => {
    const int8 = await WholeNetwork.create(quantised.batch.model);
    for (const [step, { feeds, noise, range }] of trajectory.entries()) {
      const got = await runWhole(int8, { ...feeds, [RANGE_INPUT]: rangeTensor(range) });
      const moved = [noise, got].map((prediction) => {
        const sample = (feeds.sample.data as Float32Array).slice();
        sampler.step(sample, prediction, step);
        return sample;
      });
      // 8-bit operands are off by about half a unit of 255, 0.2% of full scale or 1% of their root mean square, and
      // residual connections keep that from growing. Where next to no noise is left (the last step, at timestep 1)
      // it cannot be told from the rounding of the input, and counts for nothing.
      if (sampler.timesteps[step] > 100) expect(relativeError(got, noise)).toBeLessThan(0.05);
      expect(relativeError(moved[1], moved[0])).toBeLessThan(0.03);
      expect(moved[1]).not.toEqual(moved[0]);
    }
    await int8.release();
  });

  describe('cut at its accumulators', () => {
    let staged: StagedNetwork;
    let stagedSingle: StagedNetwork;

    beforeAll(async () => {
      staged = await StagedNetwork.create(quantised.batch, batch.denoiser.gemms, labels.length);
      stagedSingle = await StagedNetwork.create(quantised.single, single.denoiser.gemms, 1);
    });
    afterAll(async () => {
      await staged.release();
      await stagedSingle.release();
    });

    it('gives the bits of the uncut graph, for one image and for three, in every range', async () => {
      const uncut = await WholeNetwork.create(quantised.batch.model);
      const uncutSingle = await WholeNetwork.create(quantised.single.model);
      for (const { feeds } of [trajectory[0], trajectory[3]]) {
        for (let range = 0; range < RANGES; range++) {
          const rangeFeed = { [RANGE_INPUT]: rangeTensor(range) };
          const expected = await runWhole(uncut, { ...feeds, ...rangeFeed });
          expect(bits(await staged.predict({ feeds, step: 0, range }))).toEqual(bits(expected));
          load(single.inputs, feeds, 1);
          const expectedSingle = await runWhole(uncutSingle, { ...single.inputs.feeds, ...rangeFeed });
          const got = await stagedSingle.predict({ feeds: single.inputs.feeds, step: 0, range });
          expect(bits(got)).toEqual(bits(expectedSingle));
        }
      }
      await uncut.release();
      await uncutSingle.release();
    });

    it('gives the same bits when cut at some products only', async () => {
      const { gemms } = batch.denoiser;
      const some = gemms
        .filter(({ layer }) => ['qkv', 'fc2', 'pv'].includes(layer))
        .map(({ index }) => index);
      expect(some.length).toBeGreaterThan(0);
      const partly = await StagedNetwork.create(quantised.batch, gemms, labels.length, new Set(some));
      expect(partly.stageCount).toBeLessThan(staged.stageCount);
      for (const { feeds, range } of trajectory) {
        const expected = bits(await staged.predict({ feeds, step: 0, range }));
        expect(bits(await partly.predict({ feeds, step: 0, range }))).toEqual(expected);
      }
      await partly.release();
    });

    it('gives each image what it gives it alone, faults included', async () => {
      const { feeds, range } = trajectory[1];
      for (const corrupt of [false, true]) {
        const hook = corrupt ? corruptFrom(0) : undefined;
        const together = bits(await staged.predict({ feeds, step: 1, range }, hook));
        for (let i = 0; i < labels.length; i++) {
          load(single.inputs, feeds, i);
          const pass = { feeds: single.inputs.feeds, step: 1, range };
          const alone = bits(await stagedSingle.predict(pass, corrupt ? corruptFrom(i) : undefined));
          expect(together.slice(i * alone.length, (i + 1) * alone.length)).toEqual(alone);
        }
      }
    });

    it('keeps images apart', async () => {
      await expect(requireIndependentImages(staged, batch)).resolves.toBeUndefined();
    });

    it('shows the hook every product once, with whole accumulators', async () => {
      const { feeds, range } = trajectory[0];
      const seen: number[] = [];
      await staged.predict({ feeds, step: 0, range }, ({ gemm }, { data, images }) => {
        expect(data).toHaveLength(images * gemm.count * gemm.rows * gemm.cols);
        seen.push(gemm.index);
      });
      expect(seen.toSorted((a, b) => a - b)).toEqual(batch.denoiser.gemms.map(({ index }) => index));
    });
  });
});
