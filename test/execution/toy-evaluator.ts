import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { executionError, inputError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import type { Outcome } from '../../src/core/trial.js';
import type { Evaluator } from '../../src/evaluation/evaluator.js';

/** How the toy evaluator misbehaves. */
export interface ToySpec {
  /** Building the evaluator throws an InputError with this message. */
  readonly startError?: string;
  /** Building the evaluator throws once the log shows that it was built so many times. */
  readonly mostBuilds?: number;
  /** Trials that throw, that give an infinite metric, that end their thread, and that end or stop their process. */
  readonly throwOn?: readonly number[];
  readonly infiniteOn?: readonly number[];
  readonly exitOn?: readonly number[];
  readonly killOn?: readonly number[];
  readonly hangOn?: readonly number[];
  /** Whether these do so only when they begin for the first time, as the log shows. */
  readonly onlyOnce?: boolean;
  /** Jobs run until they are cancelled. */
  readonly endless?: boolean;
  /** Job n takes delaysMs[n mod length]. */
  readonly delaysMs?: readonly number[];
  /** File to which each evaluator that is built or disposed and each job that begins appends a line. */
  readonly log?: string;
}

/** A trial that nothing befalls and no log shows. */
export const PROBE_TRIAL = 1_000_000;

/** Lines of a toy evaluator's log. */
export const logLines = (log: string): string[] =>
  existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];

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
  const note = (line: string) => spec.log && appendFileSync(spec.log, `${line}\n`);
  const noted = (line: string) => logLines(spec.log ?? '').filter((other) => other === line).length;
  if (noted('built') >= (spec.mostBuilds ?? Infinity)) throw inputError('built too often');
  note('built');
  return {
    async evaluate(job, cancelled = () => false) {
      const { trialNumber } = job;
      if (trialNumber === PROBE_TRIAL) return toyOutcome(job);
      note(`begun ${trialNumber}`);
      while (spec.endless) {
        if (cancelled()) throw executionError('cancelled between steps');
        await setTimeout(1);
      }
      if (spec.delaysMs) await setTimeout(spec.delaysMs[trialNumber % spec.delaysMs.length]);
      if (spec.throwOn?.includes(trialNumber)) throw inputError(`trial ${trialNumber} is unlucky`);
      if (!spec.onlyOnce || noted(`begun ${trialNumber}`) === 1) misbehave(spec, trialNumber);
      const outcome = toyOutcome(job);
      if (outcome.status !== 'scored' || !spec.infiniteOn?.includes(trialNumber)) return outcome;
      return { ...outcome, metrics: { ...outcome.metrics, energyJ: Infinity } };
    },
    async dispose() {
      note('disposed');
    },
  };
}

function misbehave({ exitOn, killOn, hangOn }: ToySpec, trialNumber: number): void {
  if (exitOn?.includes(trialNumber)) process.exit(3);
  // As the memory killer would: process.abort does not work in threads.
  if (killOn?.includes(trialNumber)) process.kill(process.pid, 'SIGKILL');
  // The thread cannot do anything any more, as inside a native call that does not return.
  if (hangOn?.includes(trialNumber)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
