import { bugError } from '../../core/errors.js';
import type { Workload } from '../../core/workload.js';
import { classHits } from '../../quality/class-accuracy.js';
import { perceptualDistances } from '../../quality/perceptual-distance.js';
import type { Evaluator } from '../evaluator.js';
import type { GoldenBatch } from '../golden-runs.js';
import type { AnalysisJob, AnalysisOutcome, DamageJob, SpreadJob } from './analysis-job.js';
import { firstStruckStep, strikesAt } from './injection.js';
import { createInjectionHook } from './injection-hook.js';
import { createSingleErrorHook } from './single-error-hook.js';
import { createSpreadHook } from './spread-hook.js';
import type { TrajectoryPipeline } from './trajectory-pipeline.js';

type Cancelled = () => boolean;

/** Measures what errors at chosen places do to images; unprotected, at no operating point. */
export class Analyzer implements Evaluator<AnalysisJob, AnalysisOutcome> {
  constructor(
    private readonly pipeline: TrajectoryPipeline,
    private readonly workload: Workload,
  ) {}

  evaluate(job: AnalysisJob, cancelled: Cancelled = () => false): Promise<AnalysisOutcome> {
    return job.kind === 'damage' ? this.measure(job, cancelled) : this.trace(job, cancelled);
  }

  dispose(): Promise<void> {
    return this.pipeline.release();
  }

  private async measure(job: DamageJob, cancelled: Cancelled): Promise<AnalysisOutcome> {
    const { seed, firstImage, injection } = job;
    const { pipeline, workload } = this;
    const golden = await pipeline.golden(seed, firstImage, cancelled);
    const images = Array.from({ length: pipeline.batchImages }, (_, i) => firstImage + i);
    const { hook, faultyWords } = createInjectionHook({ workload, injection, seed, images });
    const firstStep = firstStruckStep(injection);
    const stepHook = { hook, firstStep, sees: (step: number) => strikesAt(injection, step) };
    const faulty = await pipeline.run(golden, stepHook, cancelled);
    const distances = perceptualDistances(golden.features, faulty.features);
    const damage = { distances, classChanges: classChanges(golden, faulty), faultyWords };
    return { status: 'measured', damage };
  }

  /** Golden images in the first half of the batch, the same ones with the error in the second. */
  private async trace(job: SpreadJob, cancelled: Cancelled): Promise<AnalysisOutcome> {
    const { pipeline } = this;
    const half = pipeline.batchImages / 2;
    if (!Number.isInteger(half)) {
      throw bugError(`spread: expected an even batch size, got ${pipeline.batchImages}`);
    }
    const { latents, labels } = await pipeline.golden(job.seed, job.firstImage, cancelled);
    const images = Array.from({ length: half }, (_, i) => job.firstImage + i);
    const twice = {
      latents: latents.map(doubledHalf),
      labels: [...labels.slice(0, half), ...labels.slice(0, half)],
    };
    const { hook, points } = createSpreadHook(half, createSingleErrorHook({ ...job, images }));
    await pipeline.trace(twice, { hook, firstStep: job.step, sees: () => true }, cancelled);
    return { status: 'traced', images: half, points: points() };
  }
}

/** The first half of a batch, twice. */
function doubledHalf(samples: Float32Array): Float32Array {
  const doubled = samples.slice();
  doubled.copyWithin(samples.length / 2, 0, samples.length / 2);
  return doubled;
}

function classChanges(golden: GoldenBatch, faulty: GoldenBatch): boolean[] | null {
  if (golden.logits === null || faulty.logits === null) return null;
  const seen = largestOfEach(golden.logits, golden.labels.length);
  return classHits(faulty.logits, seen).map((hit) => hit === 0);
}

/** The class with the largest logit in each row. */
function largestOfEach(logits: Float32Array, images: number): number[] {
  const classes = logits.length / images;
  return Array.from({ length: images }, (_, image) => {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}
