import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.js';
import type { Outcome } from '../../src/core/trial.js';
import type { HistoryEntry, SearchAlgorithm } from '../../src/search/search-algorithm.js';
import { runStudy } from '../../src/study/study.js';
import type { StudyEvent } from '../../src/study/study-options.js';
import { toyOutcome } from '../execution/toy-evaluator.js';
import {
  FAILED,
  LARGE_SPACE,
  memoryStore,
  referenceTrials,
  sensitiveSearch,
  ToyExecutor,
  toyStudy,
} from './toy-study.js';

describe('the end of a study', () => {
  it('stops cleanly when the search has nothing left to suggest', async () => {
    const algorithm: SearchAlgorithm = {
      suggest: (request) => (request.firstNumber < 7 ? sensitiveSearch.suggest(request) : []),
    };
    const executor = new ToyExecutor({ concurrency: 3 });
    const { reason, trials } = await runStudy(toyStudy({ store: await memoryStore(), algorithm, executor }));
    expect(reason).toBe('exhausted');
    expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('ends where it has converged, at the same trial for any number of workers and after a resume', async () => {
    const scored = (history: readonly HistoryEntry[]) =>
      history.filter(({ result }) => typeof result === 'object').length;
    const isConverged = (history: readonly HistoryEntry[]) => scored(history) >= 30;
    const converging = (changes: Parameters<typeof toyStudy>[0]) =>
      runStudy(toyStudy({ space: LARGE_SPACE, trials: 100, isConverged, ...changes }));
    for (const executor of [new ToyExecutor(), new ToyExecutor({ concurrency: 4, delaysMs: [3, 0, 1] })]) {
      const store = await memoryStore();
      let stop = false;
      const onEvent = ({ trial }: StudyEvent) => {
        stop ||= trial.number === 40;
      };
      const stopped = await converging({ store, executor, onEvent, shouldStop: () => stop });
      expect(stopped.reason).toBe('stopped');
      const { reason, trials } = await converging({ store, executor });
      expect(reason).toBe('converged');
      expect(trials).toHaveLength(50);
    }
  });

  it('stops after several failures in a row, with the first report and everything stored', async () => {
    const evaluate = (job: Job): Outcome =>
      job.trialNumber < 4
        ? toyOutcome(job)
        : {
            status: 'failed',
            error: { kind: 'UnsupportedError', message: `no ${job.trialNumber}`, stack: 'at x' },
          };
    const store = await memoryStore();
    const events: StudyEvent[] = [];
    const executor = new ToyExecutor({ concurrency: 2, evaluate });
    const run = runStudy(toyStudy({ store, executor, maxFailuresInARow: 3, onEvent: (e) => events.push(e) }));
    const error = await run.catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: 'ExecutionError', exitCode: 5 });
    expect(error.cause).toMatchObject({ kind: 'UnsupportedError', stack: 'at x' });
    const failures = store.trials().filter(({ outcome }) => outcome.status === 'failed');
    expect(error.message).toContain(`3 evaluations in a row failed, the first (trial ${failures[0].number})`);
    expect(failures.length).toBeGreaterThanOrEqual(3);
    expect(failures.length).toBeLessThanOrEqual(4);
    expect(failures[0].outcome).not.toHaveProperty('error.stack');
    expect(events.find(({ failure }) => failure)?.failure?.stack).toBe('at x');
  });

  it('goes on when failures are not in a row', async () => {
    const evaluate = (job: Job) => (job.trialNumber % 3 === 0 ? toyOutcome(job) : FAILED);
    const study = toyStudy({
      store: await memoryStore(),
      executor: new ToyExecutor({ evaluate }),
      maxFailuresInARow: 5,
    });
    expect((await runStudy(study)).reason).toBe('completed');
  });

  it.each([false, true])(
    'stops when asked, stores what finished, and can be resumed (cancelled: %s)',
    async (cancels) => {
      const store = await memoryStore();
      const executor = new ToyExecutor({ concurrency: 3, delaysMs: [2, 1] });
      let stop = false;
      const onEvent = ({ trial }: StudyEvent) => {
        if (trial.number < 8 || stop) return;
        stop = true;
        if (cancels) executor.cancel();
      };
      const { reason, trials } = await runStudy(
        toyStudy({ store, executor, onEvent, shouldStop: () => stop }),
      );
      expect(reason).toBe('stopped');
      expect(trials.length).toBeLessThan(16);
      expect(executor.running).toBe(0);
      expect((await runStudy(toyStudy({ store }))).trials).toEqual(await referenceTrials());
    },
  );

  it('passes on what is wrong with the executor, the search and the goals', async () => {
    const cancelled = new ToyExecutor();
    cancelled.cancel();
    await expect(
      runStudy(toyStudy({ store: await memoryStore(), executor: cancelled })),
    ).rejects.toMatchObject({
      kind: 'ExecutionError',
    });
    const algorithm: SearchAlgorithm = {
      suggest: () => {
        throw new TypeError('oops');
      },
    };
    await expect(runStudy(toyStudy({ store: await memoryStore(), algorithm }))).rejects.toMatchObject({
      kind: 'BugError',
      message: 'oops',
    });
    const objectives = [{ metric: 'energy', direction: 'minimise' }] as const;
    await expect(runStudy(toyStudy({ store: await memoryStore(), objectives }))).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringContaining('energyJ, latencyS, perceptualDistance, got energy'),
    });
  });
});
