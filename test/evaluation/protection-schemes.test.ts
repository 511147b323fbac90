import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Protection, uniformPolicy } from '../../src/core/policy.js';
import type { Workload } from '../../src/core/workload.js';
import { createEvaluator } from '../../src/evaluation/create-evaluator.js';
import type { EvaluationSpec } from '../../src/evaluation/evaluation-spec.js';
import type { Evaluator } from '../../src/evaluation/evaluator.js';
import { describeWorkload } from '../../src/evaluation/open-pipeline.js';
import { job, prepareSpec, protectedPolicy, type Scored, STEPS, score, undervoltedPolicy } from './setups.js';

const LOW = { voltageV: 0.7, frequencyHz: 2e9 };

let spec: EvaluationSpec;
let cleanUp: () => void;
let workload: Workload;
let plain: Evaluator;
let exposing: Evaluator;
let bare: Scored;

const under = (protection: Protection) =>
  uniformPolicy(workload.blocks, STEPS, LOW, protection, { offloadInterval: 2, layout: 'row-major' });
const scoreUnder = (protection: Protection, evaluator = exposing) => score(evaluator, job(under(protection)));

beforeAll(async () => {
  ({ spec, cleanUp } = await prepareSpec());
  workload = await describeWorkload(spec.networkPath, STEPS, spec.guidanceScale);
  plain = await createEvaluator(spec);
  exposing = await createEvaluator({ ...spec, exposeOperands: true });
  bare = await scoreUnder({ scheme: 'none' });
});
afterAll(async () => {
  await plain.dispose();
  await exposing.dispose();
  cleanUp();
});

describe('exposed operands', () => {
  it('change no outcome of a policy that does without them', async () => {
    const given = job(protectedPolicy(workload), { detailImages: 2 });
    expect(await score(exposing, given)).toEqual(await score(plain, given));
    expect(await score(plain, job(undervoltedPolicy(workload)))).toEqual(bare);
  });

  it.each(['te-drop', 'effort'] as const)('are asked for where %s needs them', async (scheme) => {
    await expect(plain.evaluate(job(under({ scheme })))).rejects.toThrow(/set exposeOperands/);
  });

  it.each(['te-drop', 'effort'] as const)('let %s turn errors into small ones', async (scheme) => {
    const { metrics, diagnostics } = await scoreUnder({ scheme });
    expect(metrics.perceptualDistance).toBeGreaterThan(0);
    expect(metrics.perceptualDistance).toBeLessThan(bare.metrics.perceptualDistance / 50);
    expect(diagnostics.droppedProducts + diagnostics.correctedWords).toBe(diagnostics.faultyWords);
    expect(diagnostics).toMatchObject({ detectionRecall: 1, detectionPrecision: 1, stallCycles: 0 });
  });
});

describe('schemes that restore nearly every word', () => {
  it.each<Protection>([{ scheme: 'razor' }, { scheme: 'dmr' }, { scheme: 'abft' }])(
    'give the golden images at the price of time or energy: %o',
    async (protection) => {
      const { metrics, diagnostics } = await scoreUnder(protection, plain);
      expect(metrics.perceptualDistance).toBeLessThan(1e-4);
      expect(diagnostics.faultyWords).toBeGreaterThanOrEqual(bare.diagnostics.faultyWords);
      // In 36000 words struck by two runs, one got the same error twice, which DMR cannot see.
      expect(diagnostics.detectionRecall).toBeGreaterThan(0.9999);
      expect(diagnostics.recomputeS).toBeGreaterThan(0);
      expect(metrics.latencyS).toBeGreaterThan(bare.metrics.latencyS);
      expect(metrics.energyJ).toBeGreaterThan(bare.metrics.energyJ);
    },
  );
});

describe('errors of checksums', () => {
  it('raise false alarms and change nothing for schemes without checksums', async () => {
    const faulty = await createEvaluator({ ...spec, checksumFaults: true });
    const protection: Protection = { scheme: 'rollback-abft', thresholdBit: 10 };
    const [trusted, doubted] = [await scoreUnder(protection), await scoreUnder(protection, faulty)];
    expect(doubted.diagnostics.faultyWords).toBe(trusted.diagnostics.faultyWords);
    expect(doubted.diagnostics.detectionPrecision).toBeLessThan(trusted.diagnostics.detectionPrecision);
    expect(await scoreUnder({ scheme: 'none' }, faulty)).toEqual(bare);
    await faulty.dispose();
  });
});
