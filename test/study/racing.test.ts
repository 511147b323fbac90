import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import type { Job } from '../../src/core/job.js';
import { isOut } from '../../src/core/race.js';
import type { Outcome } from '../../src/core/trial.js';
import { runStudy } from '../../src/study/study.js';
import { GOALS, LAG, LARGE_SPACE, memoryStore, ToyExecutor, toyStudy } from './toy-study.js';

const IMAGES = [4, 8, 16];
const goals = { ...GOALS, constraints: [] };

/** Distances that grow as the voltage falls, with a spread over images that trials share. */
function evaluate({ policy, images, race }: Job): Outcome {
  const { voltageV, frequencyHz } = policy.operatingPoints[0];
  const scores: number[] = [];
  const runner = () => ({
    metrics: { energyJ: voltageV ** 2 + frequencyHz / 1e10, perceptualDistance: mean(scores) },
    imageScores: { perceptualDistance: [...scores] },
  });
  while (scores.length < images) {
    scores.push((1 - voltageV) * (1 + 0.3 * Math.sin(scores.length)) + frequencyHz / 1e10);
    if (race?.looks.includes(scores.length) && isOut(runner(), race)) break;
  }
  return {
    status: 'scored',
    ...runner(),
    standardErrors: {},
    diagnostics: { images: scores.length },
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function race(concurrency: number, delaysMs: readonly number[]) {
  const executor = new ToyExecutor({ concurrency, delaysMs, evaluate });
  const store = await memoryStore();
  const { trials } = await runStudy(
    toyStudy({ ...goals, store, executor, space: LARGE_SPACE, images: IMAGES }),
  );
  return { trials, jobs: executor.jobs };
}

describe('a study that races', () => {
  it('leaves the same trials for any number of workers and speed of each', async () => {
    const { trials } = await race(1, [0]);
    expect(canonicalJson((await race(4, [3, 0, 2, 1, 0])).trials)).toBe(canonicalJson(trials));
    const images = trials.map(({ outcome }) => outcome.status === 'scored' && outcome.diagnostics.images);
    expect(new Set(images)).toContain(4);
    expect(new Set(images)).toContain(16);
  });

  it('races each trial against the front of the trials that its suggestion knew', async () => {
    const { trials, jobs } = await race(1, [0]);
    for (const { trialNumber, images, race } of jobs) {
      expect(images).toBe(16);
      expect(race?.looks).toEqual([4, 8]);
      const known = trials
        .slice(0, Math.max(0, trialNumber - LAG))
        .flatMap(({ outcome }) => (outcome.status === 'scored' ? [outcome.metrics] : []));
      const undominated = known.filter(
        (a) =>
          !known.some(
            (b) =>
              b.energyJ <= a.energyJ &&
              b.perceptualDistance <= a.perceptualDistance &&
              (b.energyJ < a.energyJ || b.perceptualDistance < a.perceptualDistance),
          ),
      );
      expect(race?.rivals.map(({ metrics }) => metrics)).toEqual(expect.arrayContaining(undominated));
      expect(race?.rivals).toHaveLength(new Set(undominated.map((metrics) => canonicalJson(metrics))).size);
    }
  });

  it('asks for no race where there is a single number of images', async () => {
    const executor = new ToyExecutor();
    await runStudy(toyStudy({ store: await memoryStore(), executor, images: [5] }));
    expect(executor.jobs.every(({ images, race }) => images === 5 && race === undefined)).toBe(true);
  });
});
