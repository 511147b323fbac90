import { setTimeout } from 'node:timers/promises';
import { contentHash } from '../../src/core/canonical-json.js';
import { executionError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import { type Policy, uniformPolicy } from '../../src/core/policy.js';
import type { Assignment, Outcome, Trial } from '../../src/core/trial.js';
import type { Executor } from '../../src/execution/executor.js';
import { valueCount } from '../../src/search/parameter.js';
import type { SearchAlgorithm } from '../../src/search/search-algorithm.js';
import { createSearchSpace, decodeAssignment } from '../../src/search/search-space.js';
import type { Goals } from '../../src/study/score.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { runStudy } from '../../src/study/study.js';
import type { StudyOptions } from '../../src/study/study-options.js';
import type { TrialStore } from '../../src/study/trial-store.js';
import { toyOutcome } from '../execution/toy-evaluator.js';

const VOLTAGE = { name: 'voltageV', kind: 'ordinal' } as const;

export const SPACE = createSearchSpace([
  { ...VOLTAGE, values: [0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6] },
  { name: 'frequencyHz', kind: 'ordinal', values: [2e9, 2.5e9, 3e9, 3.5e9] },
  { name: 'withoutEffect', kind: 'categorical', values: ['a', 'b', true] },
]);

/** The same with so many voltages that a policy seldom comes twice. */
export const LARGE_SPACE = createSearchSpace([
  { ...VOLTAGE, values: Array.from({ length: 1000 }, (_, i) => (9000 - 3 * i) / 10000) },
  ...SPACE.parameters.slice(1),
]);

export const GOALS: Goals = {
  objectives: [
    { metric: 'energyJ', direction: 'minimise' },
    { metric: 'perceptualDistance', direction: 'minimise' },
  ],
  constraints: [{ metric: 'latencyS', atMost: 2e-9 }],
};

/** Fast at low voltage is infeasible. */
export function decode({ voltageV, frequencyHz }: Assignment): Policy | { readonly infeasible: string } {
  if (typeof voltageV !== 'number' || typeof frequencyHz !== 'number')
    throw new TypeError('not of this space');
  if (voltageV < 0.75 && frequencyHz > 3e9) return { infeasible: 'the core does not reach this frequency' };
  return uniformPolicy(['block'], 2, { voltageV, frequencyHz });
}

/**
 * A search whose every suggestion depends on all that it is shown: whatever a study shows differently shows in its
 * trials. It repeats itself, and policies, now and then.
 */
export const sensitiveSearch: SearchAlgorithm = {
  suggest({ space, history, firstNumber, seed }) {
    // The order of keys counts, too.
    const digest = contentHash(JSON.stringify({ history, firstNumber, seed }));
    const indices = space.parameters.map(
      (parameter, i) => Number.parseInt(digest.slice(4 * i, 4 * i + 4), 16) % valueCount(parameter),
    );
    return [decodeAssignment(space, indices)];
  },
};

export const LAG = 3;
export const FAILED: Outcome = { status: 'failed', error: { kind: 'BugError', message: 'broken' } };

export interface ToyExecutorOptions {
  readonly concurrency?: number;
  /** Job n takes delaysMs[n mod length]; without any it takes a few turns of the event loop. */
  readonly delaysMs?: readonly number[];
  readonly evaluate?: (job: Job) => Outcome;
}

/** Evaluates in this thread, as many jobs at a time as asked; counts them. */
export class ToyExecutor implements Executor {
  readonly concurrency: number;
  readonly jobs: Job[] = [];
  running = 0;
  mostRunning = 0;
  private cancelled = false;

  constructor(private readonly options: ToyExecutorOptions = {}) {
    this.concurrency = options.concurrency ?? 1;
  }

  async run(job: Job): Promise<Outcome> {
    const { delaysMs = [0], evaluate = toyOutcome } = this.options;
    this.jobs.push(job);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    await setTimeout(delaysMs[job.trialNumber % delaysMs.length]);
    this.running--;
    if (this.cancelled) throw executionError(`trial ${job.trialNumber}: cancelled`);
    return evaluate(job);
  }

  cancel(): void {
    this.cancelled = true;
  }

  async close(): Promise<void> {}
}

/** A new store in memory: SQLite as always, without a file. */
export const memoryStore = (): Promise<TrialStore> => openTrialStore(':memory:');

export function toyStudy(changes: Partial<StudyOptions> & Pick<StudyOptions, 'store'>): StudyOptions {
  return {
    ...GOALS,
    trials: 24,
    lag: LAG,
    seed: 42,
    images: [4],
    maxFailuresInARow: 5,
    space: SPACE,
    algorithm: sensitiveSearch,
    decode,
    executor: new ToyExecutor(),
    ...changes,
  };
}

/** The trials that one worker leaves when nothing disturbs it. */
export async function referenceTrials(): Promise<readonly Trial[]> {
  return (await runStudy(toyStudy({ store: await memoryStore() }))).trials;
}
