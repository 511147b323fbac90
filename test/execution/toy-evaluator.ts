import { setTimeout } from 'node:timers/promises';
import { executionError, inputError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import type { Outcome } from '../../src/core/trial.js';
import type { Evaluator } from '../../src/evaluation/evaluator.js';

/** How the toy evaluator misbehaves. */
export interface ToySpec {
  /** Building the evaluator throws an InputError with this message. */
  readonly startError?: string;
  /** Trials that throw, that give an infinite metric, and that end their thread. */
  readonly throwOn?: readonly number[];
  readonly infiniteOn?: readonly number[];
  readonly exitOn?: readonly number[];
  /** Jobs run until they are cancelled. */
  readonly endless?: boolean;
  /** Job n takes delaysMs[n mod length]. */
  readonly delaysMs?: readonly number[];
  /** Three Int32: evaluators built, evaluators disposed, jobs begun. */
  readonly log?: SharedArrayBuffer;
}

/** Scores in closed form, without a network: lower voltage costs less and destroys more. */
export function toyOutcome({ policy, trialNumber, seed, images }: Job): Outcome {
  const { voltageV, frequencyHz } = policy.operatingPoints[0];
  const noise = ((trialNumber * 2654435761 + seed * 40503) % 1000) / 1000;
  return {
    status: 'scored',
    metrics: {
      energyJ: voltageV ** 2 * images,
      latencyS: images / frequencyHz,
      perceptualDistance: Math.max(0, 0.9 - voltageV) ** 2 + 0.01 * noise,
    },
    standardErrors: { perceptualDistance: 0.001 },
    diagnostics: { faultyWords: Math.round(1000 * (1 - voltageV)) },
  };
}

export async function createEvaluator(spec: ToySpec): Promise<Evaluator> {
  if (spec.startError) throw inputError(spec.startError);
  const log = new Int32Array(spec.log ?? new SharedArrayBuffer(12));
  Atomics.add(log, 0, 1);
  return {
    async evaluate(job, cancelled = () => false) {
      const { trialNumber } = job;
      Atomics.add(log, 2, 1);
      while (spec.endless) {
        if (cancelled()) throw executionError('cancelled between steps');
        await setTimeout(1);
      }
      if (spec.delaysMs) await setTimeout(spec.delaysMs[trialNumber % spec.delaysMs.length]);
      if (spec.throwOn?.includes(trialNumber)) throw inputError(`trial ${trialNumber} is unlucky`);
      if (spec.exitOn?.includes(trialNumber)) process.exit(3);
      const outcome = toyOutcome(job);
      if (outcome.status !== 'scored' || !spec.infiniteOn?.includes(trialNumber)) return outcome;
      return { ...outcome, metrics: { ...outcome.metrics, energyJ: Infinity } };
    },
    async dispose() {
      Atomics.add(log, 1, 1);
    },
  };
}
