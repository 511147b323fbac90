import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LeewayError } from '../../src/core/errors.js';
import type { Job } from '../../src/core/job.js';
import { uniformPolicy } from '../../src/core/policy.js';
import type { Outcome } from '../../src/core/trial.js';
import type { Executor } from '../../src/execution/executor.js';
import { InlineExecutor } from '../../src/execution/inline-executor.js';
import { loadEvaluator } from '../../src/execution/load-evaluator.js';
import { PiscinaExecutor } from '../../src/execution/piscina-executor.js';
import { ProcessExecutor } from '../../src/execution/process-executor.js';
import { type CompiledSources, compileSources } from './compiled-sources.js';
import { newLog } from './new-log.js';
import { logLines, type ToySpec, toyOutcome } from './toy-evaluator.js';

let compiled: CompiledSources;
const open: Executor[] = [];

beforeAll(() => {
  compiled = compileSources(['src/core', 'src/evaluation', 'src/execution', 'test/execution']);
});
afterEach(async () => {
  for (const executor of open) executor.cancel();
  await Promise.allSettled(open.splice(0).map((executor) => executor.close()));
});
afterAll(() => compiled.remove());

const toyHere = new URL('./toy-evaluator.ts', import.meta.url).href;
const toyCompiled = () => compiled.url('test/execution/toy-evaluator.js').href;

function startInline(spec: ToySpec, evaluatorModule = toyHere): Promise<Executor> {
  return InlineExecutor.start(() => loadEvaluator({ evaluatorModule, spec }));
}

function startPiscina(spec: ToySpec, evaluatorModule = toyCompiled(), workers = 2): Promise<Executor> {
  const workerUrl = compiled.url('src/execution/worker.js');
  return PiscinaExecutor.start({ evaluatorModule, spec, workers, workerUrl });
}

function startProcesses(spec: ToySpec, evaluatorModule = toyCompiled(), workers = 2): Promise<Executor> {
  const programUrl = compiled.url('src/execution/worker-process.js');
  return ProcessExecutor.start({ evaluatorModule, spec, workers, programUrl });
}

const VARIANTS = { inline: startInline, piscina: startPiscina, processes: startProcesses } as const;

async function opened(starting: Promise<Executor>): Promise<Executor> {
  const executor = await starting;
  open.push(executor);
  return executor;
}

function job(trialNumber: number, voltageV = 0.7): Job {
  const policy = uniformPolicy(['block'], 2, { voltageV, frequencyHz: 2e9 });
  return { trialNumber, policy, seed: 42, images: 4 };
}

const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(n, 0.6 + n / 100));
const runAll = (executor: Executor, all: readonly Job[]) => Promise.all(all.map((one) => executor.run(one)));

const begun = (log: string) => logLines(log).filter((line) => line.startsWith('begun')).length;
const count = (log: string, line: string) => logLines(log).filter((other) => other === line).length;

/** Resolves once so many jobs have begun. */
async function hasBegun(log: string, jobsBegun: number): Promise<void> {
  while (begun(log) < jobsBegun) await new Promise((resolve) => setTimeout(resolve, 2));
}

const withoutStack = (outcome: Outcome) =>
  outcome.status === 'failed'
    ? { status: outcome.status, kind: outcome.error.kind, message: outcome.error.message }
    : outcome;

describe.each(Object.entries(VARIANTS))('Executor contract: %s', (_name, start) => {
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
    expect([count(log, 'built'), count(log, 'disposed'), begun(log)]).toEqual([
      executor.concurrency,
      executor.concurrency,
      3,
    ]);
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

describe('PiscinaExecutor', () => {
  it('builds one evaluator on each thread', async () => {
    const log = newLog();
    await opened(startPiscina({ log }, toyCompiled(), 3));
    expect(count(log, 'built')).toBe(3);
  });

  it('makes a job whose thread dies a failed outcome, and replaces the thread', async () => {
    const executor = await opened(startPiscina({ exitOn: [1, 2] }));
    const outcomes = await runAll(executor, jobs(6));
    const failed = outcomes.flatMap((outcome, n) => (outcome.status === 'failed' ? [n] : []));
    expect(failed).toEqual([1, 2]);
    expect(withoutStack(outcomes[1])).toMatchObject({ kind: 'ExecutionError' });
  });

  it('reports a worker file that does not load instead of waiting for ever', async () => {
    const workerUrl = new URL('./missing.js', import.meta.url);
    const starting = PiscinaExecutor.start({
      evaluatorModule: toyCompiled(),
      spec: {},
      workers: 2,
      workerUrl,
    });
    await expect(starting).rejects.toMatchObject({ kind: 'ExecutionError' });
  });

  it('rejects every job once no thread is left', async () => {
    const workerUrl = compiled.url('test/execution/doomed-worker.js');
    const spec = { loads: new SharedArrayBuffer(4) };
    const executor = await PiscinaExecutor.start({
      evaluatorModule: toyCompiled(),
      spec,
      workers: 1,
      workerUrl,
    });
    const results = await Promise.allSettled(jobs(3).map((one) => executor.run(one)));
    expect(results.slice(1).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    await expect(executor.run(job(3))).rejects.toMatchObject({ kind: 'ExecutionError' });
    await executor.close();
  });
});
