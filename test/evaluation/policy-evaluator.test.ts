import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCostModel } from '../../src/accelerator/cost-model.js';
import { loadAccelerator } from '../../src/accelerator/load-accelerator.js';
import type { Job } from '../../src/core/job.js';
import { Ledger } from '../../src/core/ledger.js';
import { type Policy, uniformPolicy } from '../../src/core/policy.js';
import type { Workload } from '../../src/core/workload.js';
import { createEvaluator } from '../../src/evaluation/create-evaluator.js';
import type { EvaluationSpec } from '../../src/evaluation/evaluation-spec.js';
import type { Evaluator } from '../../src/evaluation/evaluator.js';
import { describeWorkload } from '../../src/evaluation/open-pipeline.js';
import { selectGemms } from '../../src/reliability/site-sets.js';
import {
  job,
  nominalPolicy,
  prepareSpec,
  protectedPolicy,
  type Scored,
  STEPS,
  score,
  undervoltedPolicy,
} from './setups.js';

let spec: EvaluationSpec;
let cleanUp: () => void;
let workload: Workload;
let evaluator: Evaluator;
/** Two images under each of three policies. */
let nominal: Scored;
let bare: Scored;
let guarded: Scored;

beforeAll(async () => {
  ({ spec, cleanUp } = await prepareSpec());
  workload = await describeWorkload(spec.networkPath, STEPS, spec.guidanceScale);
  evaluator = await createEvaluator(spec);
  const run = (policy: Policy) => score(evaluator, job(policy, { detailImages: 2 }));
  nominal = await run(nominalPolicy(workload));
  bare = await run(undervoltedPolicy(workload));
  guarded = await run(protectedPolicy(workload));
});
afterAll(async () => {
  await evaluator.dispose();
  cleanUp();
});

describe('the nominal policy', () => {
  it('gives the golden images: distance 0, every pixel the same', () => {
    const { metrics, diagnostics, detail } = nominal;
    expect(metrics.perceptualDistance).toBe(0);
    expect(metrics.psnrDb).toBe(100);
    expect(diagnostics.faultyWords).toBe(0);
    expect(diagnostics.nominalFraction).toBe(1);
    expect(detail?.images).toHaveLength(2);
    for (const { golden, faulty, perceptualDistance, psnrDb } of detail?.images ?? []) {
      expect(faulty).toBe(golden);
      expect([perceptualDistance, psnrDb]).toEqual([0, 100]);
    }
  });

  it('costs what the cost model says of a run without faults', () => {
    const costModel = createCostModel(
      loadAccelerator(spec.acceleratorPath),
      workload,
      selectGemms(spec.sites, workload),
    );
    const ledger = Ledger.of(workload);
    ledger.images = 1;
    const { energyJ, latencyS } = costModel.cost(nominalPolicy(workload), ledger);
    expect(nominal.metrics).toMatchObject({ energyJ, latencyS });
  });
});

describe('a race', () => {
  const goals = {
    objectives: [
      { metric: 'energyJ', direction: 'minimise' },
      { metric: 'perceptualDistance', direction: 'minimise' },
    ],
    constraints: [],
  } as const;

  it('is given up at the first look that shows a rival ahead, with the scores up to there', async () => {
    // What no policy has: less energy than any, and no distance on any image.
    const rival = { metrics: { energyJ: 0 }, imageScores: { perceptualDistance: Array(8).fill(0) } };
    const race = { ...goals, looks: [3, 6], rivals: [rival] };
    const lost = await score(evaluator, job(undervoltedPolicy(workload), { images: 8, race }));
    // The first look is reached with the second batch of two images.
    const alone = await score(evaluator, job(undervoltedPolicy(workload), { images: 4, imageScores: true }));
    expect(lost.diagnostics.images).toBe(4);
    expect(lost.metrics).toEqual(alone.metrics);
    expect(lost.imageScores).toEqual({ perceptualDistance: alone.imageScores?.perceptualDistance });
  });

  it('is run to its end by a policy that no rival beats', async () => {
    const race = {
      ...goals,
      looks: [2],
      rivals: [{ metrics: { energyJ: 1 }, imageScores: { perceptualDistance: [0, 0] } }],
    };
    const won = await score(evaluator, job(undervoltedPolicy(workload), { images: 4, race }));
    expect(won.diagnostics.images).toBe(4);
    expect(won.imageScores?.perceptualDistance).toHaveLength(4);
  });
});

describe('a lower voltage', () => {
  it('harms images without protection, and hardly with rollback after a nominal first step', () => {
    expect(bare.metrics.perceptualDistance).toBeGreaterThan(5 * guarded.metrics.perceptualDistance);
    expect(guarded.metrics.psnrDb).toBeGreaterThan(bare.metrics.psnrDb + 5);
    expect(guarded.metrics.energyJ).toBeGreaterThan(bare.metrics.energyJ);
    expect(guarded.metrics.energyJ).toBeLessThan(nominal.metrics.energyJ);
    expect(bare.diagnostics).toMatchObject({ restoredWords: 0, checkpointWriteBytes: 0, nominalFraction: 0 });
    expect(guarded.diagnostics.restoredWords).toBeGreaterThan(0);
    expect(guarded.diagnostics.checkpointWriteBytes).toBeGreaterThan(0);
    expect(guarded.diagnostics.nominalFraction).toBeCloseTo(1 / STEPS, 12);
  });

  it('is counted per step and block where faults strike', () => {
    const { detail, diagnostics } = guarded;
    const { faultyWords = [], restoredWords = [] } = detail ?? {};
    const total = (cells: readonly (readonly number[])[]) =>
      cells.flat().reduce((sum, count) => sum + count, 0);
    expect(faultyWords).toHaveLength(STEPS);
    expect(total(faultyWords)).toBeCloseTo(diagnostics.faultyWords, 6);
    expect(total(restoredWords)).toBeCloseTo(diagnostics.restoredWords, 6);
    expect(faultyWords[0]).toEqual(workload.blocks.map(() => 0));
    // DRIFT's sites are the linear layers of transformer blocks.
    const struck = workload.blocks.filter((_, i) => faultyWords[1][i] > 0);
    expect(struck).toEqual(workload.blocks.filter((block) => block.startsWith('blocks.')));
  });
});

describe('an outcome', () => {
  it.each([
    { batchImages: 1, audit: true },
    { batchImages: 4, audit: false },
  ])('does not depend on batches and auditing: %o', async (change) => {
    const other = await createEvaluator({ ...spec, ...change });
    const given = job(protectedPolicy(workload), { images: 3, detailImages: 3 });
    expect(await score(other, given)).toEqual(await score(evaluator, given));
    await other.dispose();
  });

  it('depends on the job alone', async () => {
    const policy = protectedPolicy(workload);
    const others = [
      await score(evaluator, job(policy, { trialNumber: 1 })),
      await score(evaluator, job(policy, { seed: 2 })),
      await score(evaluator, job(policy, { images: 1 })),
    ];
    for (const { metrics } of others) {
      expect(metrics.perceptualDistance).not.toBe(guarded.metrics.perceptualDistance);
    }
    expect(await score(evaluator, job(policy, { detailImages: 2 }))).toEqual(guarded);
  });

  it('shares golden images between trials, and has others for another seed', async () => {
    const golden = ({ detail }: Scored) => detail?.images.map((image) => image.golden);
    const run = (rest: Partial<Job>) =>
      score(evaluator, job(nominalPolicy(workload), { ...rest, detailImages: 2 }));
    expect(golden(bare)).toEqual(golden(nominal));
    expect(golden(await run({ trialNumber: 5 }))).toEqual(golden(nominal));
    expect(golden(await run({ seed: 2 }))).not.toEqual(golden(nominal));
    expect(new Set(golden(nominal)).size).toBe(2);
  });

  it('has standard errors of means over several images only', async () => {
    expect(bare.standardErrors.perceptualDistance).toBeGreaterThan(0);
    expect(Object.keys(bare.standardErrors)).not.toContain('energyJ');
    const one = await score(evaluator, job(undervoltedPolicy(workload), { images: 1 }));
    expect(one.standardErrors).toEqual({});
  });

  it('is plain JSON of finite numbers', () => {
    for (const outcome of [nominal, bare, guarded]) {
      expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
      const values = Object.values({ ...outcome.metrics, ...outcome.diagnostics });
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('detail images', () => {
  it('are 8-bit pixels of the golden and of the faulty image', () => {
    expect(bare.detail).toMatchObject({ width: 32, height: 32, channels: 1 });
    for (const { golden, faulty, label } of bare.detail?.images ?? []) {
      expect(golden).not.toBe(faulty);
      expect(label).toMatch(/\w/);
      for (const pixels of [golden, faulty].map((text) => Buffer.from(text, 'base64'))) {
        expect(pixels).toHaveLength(32 * 32);
        // Dark and bright parts: an image of clothing on black.
        expect(Math.max(...pixels) - Math.min(...pixels)).toBeGreaterThan(100);
      }
    }
  });

  it('are those asked for, as far as the job has them', async () => {
    const run = (rest: Partial<Job>) => score(evaluator, job(nominalPolicy(workload), rest));
    const numbers = ({ detail }: Scored) => detail?.images.map(({ image }) => image);
    expect(numbers(await run({ images: 3, detailImages: 1 }))).toEqual([0]);
    expect(numbers(await run({ detailImages: 9 }))).toEqual([0, 1]);
    expect((await run({})).detail).toBeUndefined();
  });
});

describe('what cannot be evaluated', () => {
  it('is an error when the policy is made for another network or number of steps', async () => {
    const point = { voltageV: 0.9, frequencyHz: 2e9 };
    const policies = [
      uniformPolicy(workload.blocks, STEPS + 1, point),
      uniformPolicy(workload.blocks.slice(1), STEPS, point),
      uniformPolicy(workload.blocks.toReversed(), STEPS, point),
    ];
    for (const policy of policies) {
      await expect(evaluator.evaluate(job(policy))).rejects.toMatchObject({
        kind: 'InputError',
        message: expect.stringMatching(
          /^policy: expected 4 steps of blocks embed, blocks\.0, .* use a policy made for/,
        ),
      });
    }
  });

  it.each([
    [{ voltageV: 0.3, frequencyHz: 2e9 }, 'operating point 0.300V@2.00GHz: voltage outside of'],
    [{ voltageV: 0.9, frequencyHz: 9e9 }, 'operating point 0.900V@9.00GHz: frequency outside of'],
  ])('is infeasible at %o, with a reason', async (point, reason) => {
    const outcome = await evaluator.evaluate(job(uniformPolicy(workload.blocks, STEPS, point)));
    expect(outcome).toEqual({ status: 'infeasible', reason: expect.stringContaining(reason) });
  });

  it('is a cancelled job, after which the evaluator is as it was', async () => {
    const policy = protectedPolicy(workload);
    // The golden images of seed 1 are known, those of seed 77 are not.
    for (const seed of [1, 77]) {
      let asked = 0;
      const cancelled = () => ++asked > 2;
      await expect(evaluator.evaluate(job(policy, { seed }), cancelled)).rejects.toMatchObject({
        kind: 'ExecutionError',
      });
      expect(asked).toBe(3);
    }
    expect(await score(evaluator, job(policy, { detailImages: 2 }))).toEqual(guarded);
  });

  it('is a calibration file that is not whole', async () => {
    const calibrationPath = join(spec.calibrationPath, '..', 'broken.json');
    writeFileSync(calibrationPath, '{"format":');
    await expect(createEvaluator({ ...spec, calibrationPath })).rejects.toMatchObject({
      kind: 'InputError',
      message: `${calibrationPath}: not a complete calibration file; delete it, and it is made again`,
    });
  });
});

describe('describeWorkload', () => {
  it('knows what one image takes, twice as much with guidance', async () => {
    const single = await describeWorkload(spec.networkPath, 7, 1);
    expect(single.steps).toBe(7);
    expect(single.blocks).toEqual(workload.blocks);
    const amounts = ({ gemms }: Workload, factor: number) =>
      gemms.map(({ rows, count }) => rows * count * factor);
    expect(amounts(workload, 1)).toEqual(amounts(single, 2));
    const names = ({ gemms }: Workload) => gemms.map(({ name, depth, cols }) => [name, depth, cols]);
    expect(names(workload)).toEqual(names(single));
  });
});
