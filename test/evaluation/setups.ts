import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '../../src/core/job.js';
import { type Policy, uniformPolicy } from '../../src/core/policy.js';
import type { Outcome } from '../../src/core/trial.js';
import type { Workload } from '../../src/core/workload.js';
import { readSchedulerConfig } from '../../src/diffusion/scheduler-config.js';
import { ensureCalibration } from '../../src/evaluation/calibrate.js';
import type { EvaluationSpec } from '../../src/evaluation/evaluation-spec.js';
import type { Evaluator } from '../../src/evaluation/evaluator.js';
import { readNetworkDescription } from '../../src/network/network-description.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const NETWORK = path('models/dit-fashion');
const ACCELERATOR = path('accelerators/edge-32x32.yaml');
export const STEPS = 4;
const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };
const LOW = { voltageV: 0.7, frequencyHz: 2e9 };

/** A specification of short runs of the shipped network, with a small calibration of its own in a new folder. */
export async function prepareSpec(): Promise<{ spec: EvaluationSpec; cleanUp: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
  const located = readNetworkDescription(NETWORK);
  const { sampling } = located.description;
  const calibration = { images: 4, ranges: 2, seed: 0 };
  const small = { ...located, description: { ...located.description, calibration } };
  const scheduler = readSchedulerConfig(located.resolve(sampling.scheduler));
  const { guidanceScale } = sampling;
  const calibrationPath = await ensureCalibration(small, { steps: STEPS, guidanceScale, scheduler }, folder);
  const spec: EvaluationSpec = {
    networkPath: NETWORK,
    acceleratorPath: ACCELERATOR,
    calibrationPath,
    faultModel: 'drift-bit-flip',
    sites: 'drift',
    steps: STEPS,
    guidanceScale,
    batchImages: 2,
  };
  return { spec, cleanUp: () => rmSync(folder, { recursive: true }) };
}

/** Everything at the nominal point, unprotected. */
export const nominalPolicy = ({ blocks }: Workload): Policy => uniformPolicy(blocks, STEPS, NOMINAL);

/** Everything at 0.70 V, unprotected. */
export const undervoltedPolicy = ({ blocks }: Workload): Policy => uniformPolicy(blocks, STEPS, LOW);

/** The first step nominal, the others at 0.70 V and protected by rollback-ABFT. */
export function protectedPolicy({ blocks }: Workload): Policy {
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: [NOMINAL, LOW],
    protections: [{ scheme: 'none' }, { scheme: 'rollback-abft', thresholdBit: 10 }],
    checkpoint: { offloadInterval: 2, layout: 'row-major' },
    cells: Array.from({ length: STEPS }, (_, step) => {
      const index = step === 0 ? 0 : 1;
      return blocks.map(() => ({ point: index, protection: index }));
    }),
  };
}

export const job = (policy: Policy, rest: Partial<Job> = {}): Job => ({
  trialNumber: 0,
  policy,
  seed: 1,
  images: 2,
  ...rest,
});

export type Scored = Extract<Outcome, { status: 'scored' }>;

/** The outcome of a job that can be scored. */
export async function score(evaluator: Evaluator, given: Job): Promise<Scored> {
  const outcome = await evaluator.evaluate(given);
  if (outcome.status !== 'scored') throw new Error(`expected a score, got ${JSON.stringify(outcome)}`);
  return outcome;
}
