import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterExecutor } from '../../../src/execution/cluster/cluster-executor.js';
import { readClusterStatus } from '../../../src/execution/cluster/cluster-status.js';
import type { ClusterWorker, ClusterWorkerNews } from '../../../src/execution/cluster/cluster-worker.js';
import { jobMessage, queueName } from '../../../src/execution/cluster/messages.js';
import type { WorkerNews } from '../../../src/execution/cluster/study-beacon.js';
import { type CompiledSources, compileSources } from '../compiled-sources.js';
import { newLog } from '../new-log.js';
import { logLines, type ToySpec, toyOutcome } from '../toy-evaluator.js';
import { job, jobs } from '../toy-jobs.js';
import { type QueueServer, startPostgres } from './servers.mjs';
import { connect, LEEWAY, QUICK, ToyCluster } from './toy-cluster.js';

const folder = mkdtempSync(join(tmpdir(), 'leeway-semantics-'));
let compiled: CompiledSources;
let server: QueueServer;
let cluster: ToyCluster;

beforeAll(async () => {
  compiled = compileSources(['src/core', 'src/evaluation', 'src/execution', 'test/execution']);
  server = await startPostgres();
  cluster = new ToyCluster(server.url, compiled.url(''), folder);
});
afterAll(async () => {
  await server.stop();
  compiled.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(options: Parameters<ToyCluster['worker']>[0] = {}): Promise<ClusterWorker> {
  const worker = await cluster.worker(options);
  onTestFinished(() => worker.stop(0));
  return worker;
}

type CoordinatorOptions = Parameters<ToyCluster['coordinator']>[1];

async function startStudy(spec: ToySpec, options: CoordinatorOptions = {}): Promise<ClusterExecutor> {
  const executor = await cluster.coordinator(spec, options);
  onTestFinished(async () => {
    executor.cancel();
    await executor.close();
  });
  return executor;
}

const runAll = (executor: ClusterExecutor, count: number) =>
  Promise.all(jobs(count).map((one) => executor.run(one)));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** The key of the one study that is being run. */
async function theStudy(): Promise<string> {
  const backend = await connect(server.url);
  try {
    return (await readClusterStatus(backend)).studies[0].key;
  } finally {
    await backend.close();
  }
}

describe('a new server', () => {
  it('is set up once when several programs come at the same time', async () => {
    const backends = await Promise.all(Array.from({ length: 6 }, () => connect(server.url)));
    await backends[0].store.set('workers', 'a', Buffer.from('{}'), 10_000);
    expect(await backends[5].store.get('workers', 'a')).toEqual(Buffer.from('{}'));
    await Promise.all(backends.map((backend) => backend.close()));
  });
});

describe('a worker', () => {
  it('takes no job of a study whose results it would not repeat, and says why, but of others', async () => {
    const news: ClusterWorkerNews[] = [];
    const told: WorkerNews[] = [];
    await startWorker({ onNews: (one) => news.push(one), slots: 1 });
    const refused = newLog();
    const stop = new AbortController();
    const differs = cluster.coordinator(
      { log: refused },
      { probe: { job: job(0), digest: '0'.repeat(64) }, onNews: (one) => told.push(one), stop: stop.signal },
    );
    const fits = await startStudy({});
    expect(await runAll(fits, 3)).toEqual(jobs(3).map(toyOutcome));
    await until(() => told.some(({ kind }) => kind === 'refusal'));
    stop.abort();
    await expect(differs).rejects.toMatchObject({ kind: 'ExecutionError' });
    expect(news).toContainEqual(
      expect.objectContaining({
        kind: 'refuses',
        error: expect.objectContaining({ kind: 'UnsupportedError' }),
      }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'refusal', reason: expect.stringContaining('last digits') }),
    );
  });

  it('refuses a study of another version without running anything of it', async () => {
    const news: ClusterWorkerNews[] = [];
    await startWorker({ leewayVersion: '1.0.0', onNews: (one) => news.push(one) });
    const log = newLog();
    const stop = new AbortController();
    const starting = cluster.coordinator({ log }, { stop: stop.signal });
    await until(() => news.length > 0);
    stop.abort();
    await expect(starting).rejects.toMatchObject({ kind: 'ExecutionError' });
    expect(news).toMatchObject([{ kind: 'refuses', error: { kind: 'UnsupportedError', exitCode: 3 } }]);
    expect(news[0]).toHaveProperty('error.message', expect.stringContaining(`Leeway ${LEEWAY}`));
    // The coordinator's own probe.
    expect(logLines(log).filter((line) => line === 'built')).toHaveLength(1);
  });

  it('hands back what it cannot finish when it has to end, and another takes it', async () => {
    const log = newLog();
    const first = await startWorker();
    const executor = await startStudy({ hangOn: [1], onlyOnce: true, log });
    const outcomes = runAll(executor, 2);
    await until(() => logLines(log).includes('begun 1'));
    await first.stop(50);
    await startWorker();
    expect(await outcomes).toEqual(jobs(2).map(toyOutcome));
    expect(logLines(log).filter((line) => line === 'begun 1')).toHaveLength(2);
  });

  it('ends an evaluation whose study is over, and answers what is no job with a failure', async () => {
    const log = newLog();
    const ends: string[] = [];
    await startWorker({ slots: 1, onNews: (one) => one.kind === 'trial' && ends.push(one.end.kind) });
    const executor = await startStudy({ hangOn: [5], log });
    const backend = await connect(server.url);
    const queue = backend.queue(queueName(await theStudy()), () => undefined);
    await queue.add('trial7-strange', { ...jobMessage('0'.repeat(64), job(7)), extra: 1 });
    let answer = await queue.look('trial7-strange');
    for (; answer?.status !== 'done'; await sleep(20)) answer = await queue.look('trial7-strange');
    expect(answer.value).toMatchObject({ outcome: expect.stringContaining('UnsupportedError') });
    await queue.close();
    await backend.close();

    const hung = Promise.allSettled([executor.run(job(5))]);
    await until(() => logLines(log).includes('begun 5'));
    executor.cancel();
    expect(await hung).toMatchObject([{ reason: { kind: 'ExecutionError' } }]);
    await until(() => ends.length === 2);
    expect(ends[0]).toBe('finished');
    expect(['revoked', 'overtaken']).toContain(ends[1]);
  });
});

describe('a coordinator', () => {
  it('gives up a job whose workers fall silent again and again, and takes no strange answer', async () => {
    const timing = { ...QUICK, lockMs: 150, stalledMs: 80 };
    const worker = await startWorker();
    const executor = await startStudy({});
    const key = await theStudy();
    await worker.stop(0);
    const { openClusterBackend } = await import('../../../src/execution/cluster/open-backend.js');
    const { parseClusterAddress } = await import('../../../src/execution/cluster/cluster-address.js');
    const backend = await openClusterBackend(
      { address: parseClusterAddress(server.url), timing, patient: false },
      () => undefined,
    );
    const source = await backend.source(queueName(key));

    const lost = executor.run(job(1));
    let taken = 0;
    const [silent] = await Promise.all([
      lost,
      (async () => {
        let over = false;
        void lost.then(() => {
          over = true;
        });
        while (!over) {
          if (await source.take(`silent-${taken}`)) taken++;
          await sleep(20);
        }
      })(),
    ]);
    expect(silent).toMatchObject({ status: 'failed', error: { kind: 'ExecutionError' } });
    expect(taken).toBe(8);

    const strange = executor.run(job(2));
    for (let found = false; !found; await sleep(20)) {
      const job = await source.take('strange');
      await job?.finish({ outcome: 'process.exit()' });
      found = job !== null;
    }
    expect(await strange).toMatchObject({ status: 'failed', error: { kind: 'ExecutionError' } });
    await source.close();
    await backend.close();
  });

  it('says that it lost its connection, and that it is back', async () => {
    const said: (string | null)[] = [];
    const backend = await connect(server.url, (reason) => said.push(reason));
    await backend.store.list('workers');
    await server.kill();
    const listing = backend.persist(() => backend.store.list('workers'));
    await until(() => said.length === 1);
    await server.start();
    await listing;
    expect(said).toEqual([expect.any(String), null]);
    expect(said[0]).not.toContain(decodeURIComponent(new URL(server.url).password));
    await backend.close();
  });

  it('is told that a server is not there, without its password', async () => {
    const error = await connect('redis://:hunter2@127.0.0.1:1').catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: 'ExecutionError', exitCode: 5 });
    expect(error.message).toContain('redis://127.0.0.1:1');
    expect(error.message).not.toContain('hunter2');
    const wrong = new URL(server.url);
    wrong.password = 'hunter2';
    const refused = await connect(wrong.href).catch((thrown) => thrown);
    expect(refused).toMatchObject({ kind: 'ExecutionError' });
    expect(refused.message).not.toContain('hunter2');
  });
});
