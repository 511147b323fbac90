import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { storeError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import type { Trial } from '../../src/core/trial.js';
import type { SearchAlgorithm, SuggestRequest } from '../../src/search/search-algorithm.js';
import { scoreOf } from '../../src/study/score.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { runStudy } from '../../src/study/study.js';
import type { StudyEvent } from '../../src/study/study-options.js';
import type { TrialStore } from '../../src/study/trial-store.js';
import { toyOutcome } from '../execution/toy-evaluator.js';
import { temporaryDirectory } from './temporary-directory.js';
import {
  decode,
  FAILED,
  GOALS,
  LAG,
  memoryStore,
  referenceTrials,
  sensitiveSearch,
  ToyExecutor,
  toyStudy,
} from './toy-study.js';

/** A store whose process is killed when the n-th trial is about to be recorded. */
function dyingStore(store: TrialStore, survives: number): TrialStore {
  let left = survives;
  const record = (trial: Trial) => {
    if (left-- <= 0) throw storeError('killed');
    return store.record(trial);
  };
  return Object.assign(Object.create(store) as TrialStore, { record });
}

describe('runStudy', () => {
  it('leaves the same trials for any number of workers, speed of each, kill and resume', async () => {
    const expected = canonicalJson(await referenceTrials());
    const life = fc.record({
      concurrency: fc.integer({ min: 1, max: 5 }),
      delaysMs: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 7 }),
      survives: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const file = join(temporaryDirectory(), 'study.db');
        for (const { survives, ...options } of lives) {
          const store = await openTrialStore(file);
          const killed = toyStudy({ store: dyingStore(store, survives), executor: new ToyExecutor(options) });
          await runStudy(killed).catch((error) => expect(error.message).toBe('killed'));
          store.close();
        }
        const store = await openTrialStore(file);
        const { reason, trials } = await runStudy(toyStudy({ store }));
        store.close();
        expect(reason).toBe('completed');
        expect(canonicalJson(trials)).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('shows each suggestion all results below n - lag, and of the others the assignments only', async () => {
    const requests: SuggestRequest[] = [];
    const algorithm: SearchAlgorithm = {
      suggest: (request) => {
        requests.push(structuredClone(request));
        return sensitiveSearch.suggest(request);
      },
    };
    const executor = new ToyExecutor({ concurrency: 3, delaysMs: [3, 0, 1, 0] });
    const { trials } = await runStudy(
      toyStudy({ store: await memoryStore(), algorithm, executor, lag: LAG }),
    );
    expect(requests.map(({ firstNumber }) => firstNumber)).toEqual(trials.map(({ number }) => number));
    for (const { firstNumber, history, count, seed } of requests) {
      expect([count, seed]).toEqual([1, 42]);
      expect(history).toEqual(
        trials.slice(0, firstNumber).map(({ number, assignment, outcome }) => ({
          number,
          assignment,
          result: number < firstNumber - LAG ? scoreOf(GOALS, outcome) : 'pending',
        })),
      );
    }
    expect(trials.some(({ outcome }) => outcome.status === 'infeasible')).toBe(true);
  });

  it.each([
    { lag: 7, concurrency: 3, most: 3 },
    { lag: 1, concurrency: 3, most: 2 },
    { lag: 0, concurrency: 3, most: 1 },
  ])('keeps $concurrency workers busy as far as lag $lag allows', async ({ lag, concurrency, most }) => {
    const executor = new ToyExecutor({ concurrency, delaysMs: [2] });
    await runStudy(toyStudy({ store: await memoryStore(), lag, executor }));
    expect(executor.mostRunning).toBe(most);
  });

  it('does not evaluate again what an earlier run has finished, also out of order', async () => {
    const [expected, store] = [await referenceTrials(), await memoryStore()];
    const kept = expected.filter(({ number }) => number < 5 || number === 6 || number === 7);
    for (const trial of kept) store.record(trial);
    const executor = new ToyExecutor({ concurrency: 2 });
    const { trials } = await runStudy(toyStudy({ store, executor }));
    expect(trials).toEqual(expected);
    expect(
      executor.jobs.filter(({ trialNumber }) => kept.some(({ number }) => number === trialNumber)),
    ).toEqual([]);
  });

  it('goes on to a larger number of trials as if it had been asked for them at first', async () => {
    const store = await memoryStore();
    expect((await runStudy(toyStudy({ store, trials: 10 }))).trials).toHaveLength(10);
    expect((await runStudy(toyStudy({ store, trials: 24 }))).trials).toEqual(await referenceTrials());
  });

  it('refuses a store whose trials are not those that the search suggests', async () => {
    const store = await memoryStore();
    const [first, second] = await referenceTrials();
    store.record(first);
    store.record({
      ...second,
      number: 2,
      assignment: { voltageV: 0.9, frequencyHz: 2e9, withoutEffect: 'zzz' },
    });
    await expect(runStudy(toyStudy({ store }))).rejects.toMatchObject({ kind: 'StoreError' });
  });

  it('records what decodes to no policy as infeasible, without a worker', async () => {
    const executor = new ToyExecutor({ concurrency: 2 });
    const { trials } = await runStudy(toyStudy({ store: await memoryStore(), trials: 60, executor }));
    const infeasible = trials.filter(({ outcome }) => outcome.status === 'infeasible');
    expect(infeasible.length).toBeGreaterThan(2);
    for (const { number, policyId, assignment, outcome } of infeasible) {
      expect(policyId).toBeNull();
      expect(outcome).toEqual({ status: 'infeasible', reason: 'the core does not reach this frequency' });
      expect(decode(assignment)).toHaveProperty('infeasible');
      expect(executor.jobs.map(({ trialNumber }) => trialNumber)).not.toContain(number);
    }
  });

  it('gives a repeated policy the outcome of its first evaluation, without a worker', async () => {
    const executor = new ToyExecutor({ concurrency: 2, delaysMs: [3, 0] });
    const { trials } = await runStudy(toyStudy({ store: await memoryStore(), trials: 60, executor }));
    const first = new Map<string, Trial>();
    let repeated = 0;
    for (const trial of trials) {
      if (!trial.policyId) continue;
      const earlier = first.get(trial.policyId);
      if (earlier) expect(trial.outcome).toEqual(earlier.outcome);
      else first.set(trial.policyId, trial);
      if (earlier) repeated++;
    }
    expect(repeated).toBeGreaterThan(5);
    expect(executor.jobs).toHaveLength(first.size);
  });

  it('evaluates a policy again whose earlier evaluation failed', async () => {
    const evaluate = (job: Job) => (job.trialNumber < 3 ? FAILED : toyOutcome(job));
    const algorithm: SearchAlgorithm = {
      suggest: () => [{ voltageV: 0.7, frequencyHz: 2e9, withoutEffect: 'a' }],
    };
    const executor = new ToyExecutor({ concurrency: 3, evaluate });
    const { trials } = await runStudy(
      toyStudy({ store: await memoryStore(), trials: 6, algorithm, executor, lag: 5 }),
    );
    const statuses = trials.map(({ outcome }) => outcome.status);
    expect(statuses).toEqual(['failed', 'failed', 'failed', 'scored', 'scored', 'scored']);
    expect(executor.jobs.map(({ trialNumber }) => trialNumber)).toEqual([0, 1, 2, 3]);
  });

  it('tells each trial once, as it is stored', async () => {
    const events: StudyEvent[] = [];
    const { trials } = await runStudy(
      toyStudy({
        store: await memoryStore(),
        executor: new ToyExecutor({ concurrency: 3, delaysMs: [2, 0, 1] }),
        onEvent: (event) => events.push(event),
      }),
    );
    const told = events.map(({ trial }) => trial).sort((a, b) => a.number - b.number);
    expect(told).toEqual(trials);
  });
});
