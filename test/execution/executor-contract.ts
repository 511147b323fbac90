import { afterEach, describe, expect, it } from 'vitest';
import { LeewayError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import type { Outcome } from '../../src/core/trial.js';
import type { Executor } from '../../src/execution/executor.js';
import { newLog } from './new-log.js';
import { logLines, type ToySpec, toyOutcome } from './toy-evaluator.js';
import { job, jobs } from './toy-jobs.js';

export type StartExecutor = (spec: ToySpec, evaluatorModule?: string) => Promise<Executor>;

export const runAll = (executor: Executor, all: readonly Job[]) =>
  Promise.all(all.map((one) => executor.run(one)));

export const begun = (log: string) => logLines(log).filter((line) => line.startsWith('begun')).length;
export const count = (log: string, line: string) => logLines(log).filter((other) => other === line).length;

/** Resolves once so many jobs have begun. */
export async function hasBegun(log: string, jobsBegun: number): Promise<void> {
  while (begun(log) < jobsBegun) await new Promise((resolve) => setTimeout(resolve, 2));
}

export const withoutStack = (outcome: Outcome) =>
  outcome.status === 'failed'
    ? { status: outcome.status, kind: outcome.error.kind, message: outcome.error.message }
    : outcome;

/**
 * What every executor keeps to.
 *
 * @param start an executor of toy evaluators; its own where none is named
 * @param ownsEvaluators whether it builds its evaluators itself, and frees them when it is closed
 */
export function describeExecutor(name: string, start: StartExecutor, ownsEvaluators = true): void {
  describe(`Executor contract: ${name}`, () => {
    const open: Executor[] = [];

    async function opened(starting: Promise<Executor>): Promise<Executor> {
      const executor = await starting;
      open.push(executor);
      return executor;
    }

    afterEach(async () => {
      for (const executor of open) executor.cancel();
      await Promise.allSettled(open.splice(0).map((executor) => executor.close()));
    });

    it('gives the same outcomes as calling the evaluator, whatever the order of the jobs', async () => {
      const expected = jobs(8).map(toyOutcome);
      const executor = await opened(start({ delaysMs: [3, 0, 1] }));
      expect(await runAll(executor, jobs(8))).toEqual(expected);
      expect((await runAll(executor, jobs(8).reverse())).reverse()).toEqual(expected);
    });

    it('turns a throw into a failed outcome and goes on', async () => {
      const executor = await opened(start({ throwOn: [1] }));
      const outcomes = await runAll(executor, jobs(3));
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['scored', 'failed', 'scored']);
      expect(withoutStack(outcomes[1])).toEqual({
        status: 'failed',
        kind: 'InputError',
        message: 'trial 1 is unlucky',
      });
    });

    it('turns a number that JSON cannot hold into a failed outcome that names it', async () => {
      const executor = await opened(start({ infiniteOn: [0] }));
      const outcome = await executor.run(job(0));
      expect(withoutStack(outcome)).toMatchObject({ kind: 'BugError' });
      expect(withoutStack(outcome)).toHaveProperty('message', expect.stringContaining('metrics.energyJ'));
    });

    it('cancels what runs, what waits and what comes', async () => {
      const log = newLog();
      const executor = await opened(start({ endless: true, log }));
      const running = jobs(executor.concurrency + 2).map((one) => executor.run(one));
      const settled = Promise.allSettled(running);
      await hasBegun(log, executor.concurrency);
      executor.cancel();
      for (const result of await settled) {
        expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'ExecutionError' } });
      }
      await expect(executor.run(job(9))).rejects.toMatchObject({ kind: 'ExecutionError' });
      expect(begun(log)).toBe(executor.concurrency);
    });

    it('closes after what runs has finished, frees every evaluator, and starts nothing more', async () => {
      const log = newLog();
      const executor = await start({ delaysMs: [40, 5], log });
      const running = runAll(executor, jobs(3));
      await Promise.all([executor.close(), executor.close()]);
      expect((await running).map((outcome) => outcome.status)).toEqual(['scored', 'scored', 'scored']);
      expect(begun(log)).toBe(3);
      if (ownsEvaluators) {
        expect(count(log, 'built')).toBe(executor.concurrency);
        expect(count(log, 'disposed')).toBe(executor.concurrency);
      }
      await expect(executor.run(job(3))).rejects.toMatchObject({ kind: 'ExecutionError' });
    });

    it('reports why an evaluator could not be built, with its kind and exit code', async () => {
      const error = await start({ startError: 'model.onnx: missing' }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(LeewayError);
      expect(error).toMatchObject({ kind: 'InputError', exitCode: 2, message: 'model.onnx: missing' });
    });

    it('reports an evaluator module that is missing or exports nothing', async () => {
      const missing = new URL('./missing.js', import.meta.url).href;
      await expect(start({}, missing)).rejects.toMatchObject({ kind: 'BugError' });
      await expect(start({}, 'data:text/javascript,export const none = 1')).rejects.toMatchObject({
        kind: 'BugError',
      });
    });
  });
}
