import { imagesFromSamples } from '../../core/image.js';
import type { SiteHook } from '../../core/site.js';
import { rangeOfStep } from '../../network/calibration.js';
import type { StagedNetwork } from '../../network/staged-network.js';
import { normaliseFeatures } from '../../quality/perceptual-distance.js';
import { denoise } from '../denoising-run.js';
import type { GoldenBatch } from '../golden-runs.js';
import { labelOf, writeNoise } from '../image-inputs.js';
import type { PipelineParts } from '../image-pipeline.js';

/** A fault-free run with the samples on its way, so that a run whose faults begin late can start there. */
export interface Trajectory extends GoldenBatch {
  /** `latents[step]`: the samples before that step, `images x channels x height x width`. */
  readonly latents: readonly Float32Array[];
}

/** The parts of a pipeline whose network exists twice: cut where the hook looks, and in one piece, which is quicker. */
export interface TrajectoryParts extends PipelineParts {
  /** The same INT8 network, uncut: for steps that no hook looks at. It gives the same results, bit for bit. */
  readonly whole: StagedNetwork;
}

/** A hook, and which steps it has to see. */
export interface StepHook {
  readonly hook: SiteHook;
  /** First step that the hook may change: the run begins there. */
  readonly firstStep: number;
  readonly sees: (step: number) => boolean;
}

type Cancelled = () => boolean;

/** Batches whose golden runs are kept; the oldest goes first. */
const KEPT_BATCHES = 16;

/**
 * Runs batches of images from any denoising step on. The sampler draws nothing between steps, so a run from a golden
 * run's samples before step s equals, bit for bit, a whole run that is fault-free before step s.
 */
export class TrajectoryPipeline {
  private readonly kept = new Map<string, Trajectory>();

  constructor(private readonly parts: TrajectoryParts) {}

  get batchImages(): number {
    return this.parts.batchImages;
  }

  /** The golden run of images `firstImage` .. `firstImage + batchImages - 1` of a seed. */
  async golden(seed: number, firstImage: number, cancelled?: Cancelled): Promise<Trajectory> {
    const key = `${seed}/${firstImage}`;
    const known = this.kept.get(key);
    if (known) return known;
    const made = await this.makeGolden(seed, firstImage, cancelled);
    this.kept.set(key, made);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_BATCHES) this.kept.delete(oldest);
    return made;
  }

  /** The images of a golden run under a hook. */
  async run(
    { latents, labels }: Pick<Trajectory, 'latents' | 'labels'>,
    hook: StepHook,
    cancelled?: Cancelled,
  ): Promise<GoldenBatch> {
    const samples = latents[hook.firstStep].slice();
    await this.denoise(samples, labels, hook, cancelled);
    return this.measured(samples, labels);
  }

  /** Denoises for the hook's sake: no image is measured. */
  trace(
    { latents, labels }: Pick<Trajectory, 'latents' | 'labels'>,
    hook: StepHook,
    cancelled?: Cancelled,
  ): Promise<void> {
    return this.denoise(latents[hook.firstStep].slice(), labels, hook, cancelled);
  }

  async release(): Promise<void> {
    await this.parts.network.release();
    await this.parts.whole.release();
    await this.parts.metric.release();
  }

  private async makeGolden(seed: number, firstImage: number, cancelled?: Cancelled): Promise<Trajectory> {
    const { description, setup, batchImages } = this.parts;
    const samples = new Float32Array(batchImages * setup.imageSize);
    const labels: number[] = [];
    for (let i = 0; i < batchImages; i++) {
      writeNoise(seed, firstImage + i, samples.subarray(i * setup.imageSize, (i + 1) * setup.imageSize));
      labels.push(labelOf(seed, firstImage + i, description.classes.labels.length));
    }
    const latents: Float32Array[] = [];
    await this.denoise(samples, labels, null, cancelled, () => latents.push(samples.slice()));
    return { ...(await this.measured(samples, labels)), latents };
  }

  /** @param stepHook null for a whole run without faults */
  private denoise(
    samples: Float32Array,
    labels: readonly number[],
    stepHook: StepHook | null,
    cancelled?: Cancelled,
    beforeStep: () => void = () => {},
  ): Promise<void> {
    const { network, whole, inputs, setup, calibrationRanges } = this.parts;
    const { timesteps, step: advance } = setup.sampler;
    const firstStep = stepHook?.firstStep ?? 0;
    const rest = {
      timesteps: timesteps.slice(firstStep),
      step: (sample: Float32Array, output: Float32Array, index: number) =>
        advance(sample, output, firstStep + index),
    };
    const predict = (index: number) => {
      beforeStep();
      const step = firstStep + index;
      const range = rangeOfStep(step, timesteps.length, calibrationRanges);
      const pass = { feeds: inputs.feeds, step, range };
      return stepHook?.sees(step) ? network.predict(pass, stepHook.hook) : whole.predict(pass);
    };
    return denoise({ ...setup, sampler: rest }, samples, labels, predict, cancelled);
  }

  private async measured(samples: Float32Array, labels: readonly number[]): Promise<GoldenBatch> {
    const { description, metric } = this.parts;
    const images = imagesFromSamples(samples, description.image);
    const { features, ...measured } = await metric.measure(images.data, labels);
    return { images, labels, features: normaliseFeatures(features), ...measured };
  }
}
