import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAccelerator } from '../../../src/accelerator/load-accelerator.js';
import type { Policy } from '../../../src/core/policy.js';
import type { Workload } from '../../../src/core/workload.js';
import type { AnalysisJob, AnalysisOutcome, Damage } from '../../../src/evaluation/analysis/analysis-job.js';
import type { AnalysisSpec } from '../../../src/evaluation/analysis/analysis-spec.js';
import { createEvaluator as createAnalyzer } from '../../../src/evaluation/analysis/create-analyzer.js';
import { type Injection, UNIFORM_FLIP } from '../../../src/evaluation/analysis/injection.js';
import { createEvaluator } from '../../../src/evaluation/create-evaluator.js';
import type { EvaluationSpec } from '../../../src/evaluation/evaluation-spec.js';
import type { Evaluator } from '../../../src/evaluation/evaluator.js';
import { describeWorkload } from '../../../src/evaluation/open-pipeline.js';
import { selectGemms } from '../../../src/reliability/site-sets.js';
import { wordErrorRate } from '../../../src/reliability/word-error-rate.js';
import { job, prepareSpec, STEPS, score } from '../setups.js';

type Analyzing = Evaluator<AnalysisJob, AnalysisOutcome>;

const SEED = 1;
const BLOCK = 3;
const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };
const LOW = { voltageV: 0.7, frequencyHz: 2e9 };

let spec: EvaluationSpec;
let cleanUp: () => void;
let workload: Workload;
let analyzer: Analyzing;

const analysisSpec = (change: Partial<AnalysisSpec> = {}): AnalysisSpec => ({
  networkPath: spec.networkPath,
  calibrationPath: spec.calibrationPath,
  sites: spec.sites,
  steps: STEPS,
  guidanceScale: spec.guidanceScale,
  batchImages: 2,
  ...change,
});

beforeAll(async () => {
  ({ spec, cleanUp } = await prepareSpec());
  workload = await describeWorkload(spec.networkPath, STEPS, spec.guidanceScale);
  analyzer = await createAnalyzer(analysisSpec());
});
afterAll(async () => {
  await analyzer.dispose();
  cleanUp();
});

/** Struck products of one block during some steps. */
const inBlock = (firstStep: number, lastStep: number, rate: number): Injection => {
  const struck = selectGemms(spec.sites, workload);
  const gemms = workload.gemms.filter(({ index, block }) => block === BLOCK && struck.has(index));
  return {
    places: [{ gemms: gemms.map(({ index }) => index), firstStep, lastStep }],
    wordErrorRate: rate,
    error: UNIFORM_FLIP,
  };
};

async function damageOf(injection: Injection, evaluator = analyzer, firstImage = 0): Promise<Damage> {
  const outcome = await evaluator.evaluate({
    kind: 'damage',
    trialNumber: 0,
    seed: SEED,
    firstImage,
    injection,
  });
  if (outcome.status !== 'measured') throw new Error(JSON.stringify(outcome));
  return outcome.damage;
}

describe('Analyzer', () => {
  it.each([
    [0, 1],
    [2, 3],
  ])('finds what a whole run of an undervolted block finds, steps %i to %i', async (first, last) => {
    const rate = wordErrorRate(loadAccelerator(spec.acceleratorPath).errorCurve, LOW);
    const policy: Policy = {
      format: 'leeway-policy/1',
      blocks: workload.blocks,
      operatingPoints: [NOMINAL, LOW],
      protections: [{ scheme: 'none' }],
      checkpoint: null,
      cells: Array.from({ length: STEPS }, (_, step) =>
        workload.blocks.map((_, block) => ({
          point: block === BLOCK && step >= first && step <= last ? 1 : 0,
          protection: 0,
        })),
      ),
    };
    const reference = await createEvaluator(spec);
    const { metrics, diagnostics } = await score(reference, job(policy, { seed: SEED, images: 2 }));
    await reference.dispose();
    const { distances, faultyWords } = await damageOf(inBlock(first, last, rate));
    expect(faultyWords[0] + faultyWords[1]).toBe(2 * diagnostics.faultyWords);
    expect(faultyWords[0]).toBeGreaterThan(0);
    expect((distances[0] + distances[1]) / 2).toBe(metrics.perceptualDistance);
  });

  it('gives an image the same damage in another batch', async () => {
    const wide = await createAnalyzer(analysisSpec({ batchImages: 4 }));
    const { distances, faultyWords } = await damageOf(inBlock(1, 2, 1e-3), wide);
    await wide.dispose();
    const later = await damageOf(inBlock(1, 2, 1e-3), analyzer, 2);
    expect(later.distances).toEqual(distances.slice(2));
    expect(later.faultyWords).toEqual(faultyWords.slice(2));
  });

  it('finds no damage where no word is hit', async () => {
    expect(await damageOf(inBlock(3, 3, 1e-12))).toEqual({
      distances: [0, 0],
      classChanges: [false, false],
      faultyWords: [0, 0],
    });
  });

  it('follows one error: only later blocks and steps differ, and more words with each block', async () => {
    const [source] = inBlock(0, 0, 1e-3).places[0].gemms;
    const outcome = await analyzer.evaluate({
      kind: 'spread',
      trialNumber: 0,
      seed: SEED,
      firstImage: 0,
      gemm: source,
      step: 1,
      share: 4,
    });
    if (outcome.status !== 'traced') throw new Error(JSON.stringify(outcome));
    const at = (step: number, block: number) =>
      outcome.points.find((p) => p.step === step && p.block === block);
    expect(outcome.images).toBe(1);
    expect(at(0, BLOCK)).toBeUndefined();
    expect(at(1, BLOCK - 1)).toMatchObject({ changedShare: 0, relativeDeviation: 0 });
    expect(at(1, BLOCK)?.changedShare).toBeGreaterThan(0);
    expect(at(1, BLOCK + 2)?.changedShare).toBeGreaterThan(at(1, BLOCK)?.changedShare ?? 1);
    expect(at(2, BLOCK - 1)?.changedShare).toBeGreaterThan(0);
  });
});
