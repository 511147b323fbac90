import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../src/core/job.js';
import { uniformPolicy } from '../../src/core/policy.js';
import type { Outcome } from '../../src/core/trial.js';
import { ProcessExecutor, type ProcessExecutorOptions } from '../../src/execution/process-executor.js';
import type { Incident } from '../../src/execution/supervised-worker.js';
import { type CompiledSources, compileSources } from './compiled-sources.js';
import { ManualClock } from './manual-clock.js';
import { newLog } from './new-log.js';
import { logLines, type ToySpec, toyOutcome } from './toy-evaluator.js';

let compiled: CompiledSources;

beforeAll(() => {
  compiled = compileSources(['src/core', 'src/evaluation', 'src/execution', 'test/execution']);
});
afterAll(() => compiled.remove());

function job(trialNumber: number): Job {
  const policy = uniformPolicy(['block'], 2, { voltageV: 0.6 + trialNumber / 100, frequencyHz: 2e9 });
  return { trialNumber, policy, seed: 42, images: 4 };
}

const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(n));
const runAll = (executor: ProcessExecutor, all: readonly Job[]) =>
  Promise.all(all.map((one) => executor.run(one)));
const expected = (count: number) => jobs(count).map(toyOutcome);

async function start(spec: ToySpec, options: Partial<ProcessExecutorOptions<Job, Outcome>> = {}) {
  const incidents: Incident[] = [];
  const executor = await ProcessExecutor.start({
    evaluatorModule: compiled.url('test/execution/toy-evaluator.js').href,
    programUrl: compiled.url('src/execution/worker-process.js'),
    spec,
    workers: 2,
    onIncident: (incident) => incidents.push(incident),
    ...options,
  });
  onTestFinished(async () => {
    executor.cancel();
    await executor.close();
  });
  return { executor, incidents };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

/** Lets everything happen that waits for no other process. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await null;
}

const times = (log: string, line: string) => logLines(log).filter((other) => other === line).length;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('ProcessExecutor', () => {
  it.each([
    ['whose process is killed', { killOn: [1, 4] }, 'ended by SIGKILL'],
    ['whose thread ends', { exitOn: [1, 4] }, 'ended by SIGKILL'],
  ])('gives a job %s the outcome of its second try', async (_what, misfortune, reason) => {
    const log = newLog();
    const { executor, incidents } = await start({ ...misfortune, onlyOnce: true, log });
    expect(await runAll(executor, jobs(6))).toEqual(expected(6));
    expect(incidents.map(({ trialNumber }) => trialNumber).sort()).toEqual([1, 4]);
    for (const incident of incidents) expect(incident).toMatchObject({ reason, retried: true });
    expect(times(log, 'begun 1')).toBe(2);
    expect(times(log, 'built')).toBe(4);
  });

  it('fails a job that takes two processes with it, and goes on', async () => {
    const log = newLog();
    const { executor, incidents } = await start({ killOn: [2], log });
    const outcomes = await runAll(executor, jobs(5));
    expect(outcomes[2]).toMatchObject({
      status: 'failed',
      error: {
        kind: 'ExecutionError',
        message: 'its worker process was lost 2 times: it ended by SIGKILL; it ended by SIGKILL',
      },
    });
    expect(outcomes.filter((_, n) => n !== 2)).toEqual(expected(5).filter((_, n) => n !== 2));
    expect(times(log, 'begun 2')).toBe(2);
    expect(incidents.map(({ retried }) => retried)).toEqual([true, false]);
  });

  it('says what a process wrote before it ended', async () => {
    const { executor, incidents } = await start({ exitOn: [0] });
    await executor.run(job(0));
    expect(incidents[0].lastWords).toContain('the evaluating thread ended');
  });

  it('ends a process that hangs after the limit learnt from other jobs, and tries its job again', async () => {
    const clock = new ManualClock();
    const log = newLog();
    const timeLimit = { factor: 10, leastMs: 50, firstMs: 1_000_000 };
    const units = { planned: ({ images }: Job) => images, done: () => 4 };
    const spec = { hangOn: [1], onlyOnce: true, log };
    const { executor, incidents } = await start(spec, { clock, timeLimit, units, workers: 1 });
    const first = executor.run(job(0));
    await turns();
    expect(clock.limits()).toEqual([1_000_000]);
    clock.advance(20);
    expect(await first).toEqual(toyOutcome(job(0)));

    const hung = executor.run(job(1));
    await until(() => times(log, 'begun 1') === 1);
    expect(clock.limits()).toEqual([200]);
    clock.advance(199);
    expect(incidents).toEqual([]);
    clock.advance(1);
    expect(await hung).toEqual(toyOutcome(job(1)));
    expect(incidents).toMatchObject([
      { trialNumber: 1, reason: 'did not answer within its time limit', retried: true },
    ]);
  });

  it('takes nothing from a clock that goes back', async () => {
    const clock = new ManualClock();
    const timeLimit = { factor: 10, leastMs: 50, firstMs: 1000 };
    const { executor } = await start({}, { clock, timeLimit, workers: 1 });
    const first = executor.run(job(0));
    await turns();
    clock.advance(-500);
    await first;
    expect(await executor.run(job(1))).toEqual(toyOutcome(job(1)));
  });

  it('is cancelled at once while a process hangs', async () => {
    const log = newLog();
    const { executor } = await start({ hangOn: [0, 1], log });
    const running = Promise.allSettled(jobs(3).map((one) => executor.run(one)));
    await until(() => logLines(log).filter((line) => line.startsWith('begun')).length === 2);
    const pids = executor.status.map(({ pid }) => pid ?? 0);
    executor.cancel();
    for (const result of await running) expect(result).toMatchObject({ reason: { kind: 'ExecutionError' } });
    await executor.close();
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('gives up its jobs when asked, one that hangs among them, and takes others', async () => {
    const log = newLog();
    const { executor, incidents } = await start({ hangOn: [0, 1], onlyOnce: true, log });
    const given = Promise.allSettled(jobs(3).map((one) => executor.run(one)));
    await until(() => logLines(log).filter((line) => line.startsWith('begun')).length === 2);
    executor.abandon();
    for (const result of await given) expect(result).toMatchObject({ reason: { kind: 'ExecutionError' } });
    expect(await runAll(executor, jobs(3))).toEqual(expected(3));
    expect(incidents).toEqual([]);
  });

  it('starts nothing while it is paused, and all of it afterwards', async () => {
    const log = newLog();
    const { executor } = await start({ log });
    executor.pause();
    const outcomes = runAll(executor, jobs(5));
    await turns();
    expect(executor.status.map(({ trialNumber }) => trialNumber)).toEqual([null, null]);
    executor.resume();
    expect(await outcomes).toEqual(expected(5));

    executor.pause();
    const waiting = Promise.allSettled([executor.run(job(6))]);
    await turns();
    executor.abandon();
    expect(await waiting).toMatchObject([{ reason: { kind: 'ExecutionError' } }]);
  });

  it('gives up a worker that cannot be replaced, and ends with the last', async () => {
    const log = newLog();
    const { executor } = await start({ killOn: [0, 1, 2], log, mostBuilds: 2 });
    const results = await Promise.allSettled(jobs(4).map((one) => executor.run(one)));
    for (const result of results.slice(0, 3)) {
      expect(result).toMatchObject({
        reason: {
          kind: 'ExecutionError',
          message: 'no worker process is left; the last one: built too often',
        },
      });
    }
    await expect(executor.run(job(4))).rejects.toMatchObject({ kind: 'ExecutionError' });
  });

  it('replaces a process that was killed while it had nothing to do', async () => {
    const { executor, incidents } = await start({}, { workers: 1 });
    await executor.run(job(0));
    const [{ pid }] = executor.status;
    process.kill(pid ?? 0, 'SIGKILL');
    await until(() => !isAlive(pid ?? 0));
    await sleep(20);
    expect(await executor.run(job(1))).toEqual(toyOutcome(job(1)));
    expect(executor.status[0].pid).not.toBe(pid);
    expect(incidents.length).toBeLessThanOrEqual(1);
  });

  it('says what its workers do', async () => {
    const log = newLog();
    const { executor } = await start({ hangOn: [7], log });
    executor.run(job(7)).catch(() => undefined);
    await until(() => times(log, 'begun 7') === 1);
    expect(executor.status.map(({ trialNumber }) => trialNumber).sort()).toEqual([7, null]);
  });

  it('leaves no process behind when the parent is killed, even one that hangs', async () => {
    const log = newLog();
    const script = `
      const { ProcessExecutor } = await import(${JSON.stringify(compiled.url('src/execution/process-executor.js').href)});
      const executor = await ProcessExecutor.start({
        evaluatorModule: ${JSON.stringify(compiled.url('test/execution/toy-evaluator.js').href)},
        spec: { hangOn: [0], log: ${JSON.stringify(log)} },
        workers: 2,
      });
      executor.run(${JSON.stringify(job(0))});
      console.log(executor.status.map(({ pid }) => pid).join());`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    const [text] = await once(parent.stdout, 'data');
    const pids = String(text).trim().split(',').map(Number);
    await until(() => times(log, 'begun 0') === 1);
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
  });
});
