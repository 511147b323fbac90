import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.js';
import { uniformPolicy } from '../../src/core/policy.js';
import { RandomStream } from '../../src/core/random-stream.js';
import { planLooks } from '../../src/core/statistics/sequential-non-inferiority.js';
import { chunkSeed, validatePolicy } from '../../src/evaluation/validate-policy.js';

const policy = uniformPolicy(['block'], 1, { voltageV: 0.7, frequencyHz: 2e9 });

/** An evaluator whose images have exponentially distributed distances, drawn from the job's seed. */
function evaluator(meanDistance: number) {
  const jobs: Job[] = [];
  const run = async (job: Job) => {
    jobs.push(job);
    const stream = new RandomStream(job.seed, 'noise');
    const draw = () => (meanDistance === 0 ? 0 : -meanDistance * Math.log(stream.uniform()));
    const perceptualDistance = Array.from({ length: job.images }, draw);
    const average = perceptualDistance.reduce((sum, distance) => sum + distance, 0) / job.images;
    return {
      status: 'scored' as const,
      metrics: { energyJ: 1, latencyS: 2, perceptualDistance: average },
      standardErrors: {},
      diagnostics: {},
      imageScores: { perceptualDistance },
    };
  };
  return { jobs, run };
}

const validate = (meanDistance: number, margin = 0.06) => {
  const { jobs, run } = evaluator(meanDistance);
  const looks = planLooks(100, 5, 0.95);
  return validatePolicy({ policy, seed: 3, margin, looks, run }).then((result) => ({ jobs, result }));
};

describe('validatePolicy', () => {
  it('stops at the look that shows a policy to be no worse', async () => {
    const { jobs, result } = await validate(0.01);
    expect(result.looks.at(-1)?.verdict).toBe('non-inferior');
    expect(result.images).toBeLessThan(100);
    expect(jobs.reduce((sum, { images }) => sum + images, 0)).toBe(result.images);
    expect(result.metrics.energyJ).toBeCloseTo(1, 12);
    expect(result.metrics.perceptualDistance).toBeCloseTo(result.looks.at(-1)?.mean ?? 0, 12);
  });

  it('shows a policy to be worse', async () => {
    const { result } = await validate(0.4);
    expect(result.looks.at(-1)?.verdict).toBe('inferior');
  });

  it('says how many images would be needed where these do not tell', async () => {
    const { result } = await validate(0.055);
    expect(result.images).toBe(100);
    expect(result.looks.map(({ verdict }) => verdict)).toEqual(Array(5).fill('undecided'));
    expect(result.imagesNeeded === null || result.imagesNeeded > 100).toBe(true);
  });

  it('takes images without any change as no worse, at the first look', async () => {
    const { result } = await validate(0);
    expect(result.looks).toHaveLength(1);
    expect(result.looks[0]).toMatchObject({ verdict: 'non-inferior', bounds: null, mean: 0 });
  });

  it('runs every image once, of seeds that are not the study’s', async () => {
    const { jobs, result } = await validate(0.055);
    const seeds = jobs.map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(seeds).not.toContain(3);
    expect(result.seeds.map(({ seed }) => seed)).toEqual(seeds.map((_, i) => chunkSeed(3, i)));
  });

  it('repeats itself', async () => {
    expect((await validate(0.055)).result).toEqual((await validate(0.055)).result);
  });
});
