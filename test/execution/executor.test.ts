import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../src/execution/executor.js';
import { InlineExecutor } from '../../src/execution/inline-executor.js';
import { loadEvaluator } from '../../src/execution/load-evaluator.js';
import { PiscinaExecutor } from '../../src/execution/piscina-executor.js';
import { ProcessExecutor } from '../../src/execution/process-executor.js';
import { type CompiledSources, compileSources } from './compiled-sources.js';
import { count, describeExecutor, runAll, withoutStack } from './executor-contract.js';
import { newLog } from './new-log.js';
import type { ToySpec } from './toy-evaluator.js';
import { job, jobs } from './toy-jobs.js';

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

async function opened(starting: Promise<Executor>): Promise<Executor> {
  const executor = await starting;
  open.push(executor);
  return executor;
}

describeExecutor('inline', startInline);
describeExecutor('piscina', startPiscina);
describeExecutor('processes', startProcesses);

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
