import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterExecutor } from '../../../src/execution/cluster/cluster-executor.js';
import type { ClusterWorker } from '../../../src/execution/cluster/cluster-worker.js';
import { type CompiledSources, compileSources } from '../compiled-sources.js';
import { describeExecutor, runAll } from '../executor-contract.js';
import { newLog } from '../new-log.js';
import { logLines, type ToySpec, toyOutcome } from '../toy-evaluator.js';
import { job, jobs } from '../toy-jobs.js';
import { hasRedis, type QueueServer, startPostgres, startRedis } from './servers.mjs';
import { ToyCluster } from './toy-cluster.js';

const SERVERS = { redis: startRedis, postgres: startPostgres } as const;

describe.each(Object.entries(SERVERS))('on %s', (name, startServer) => {
  if (name === 'redis' && !hasRedis) {
    it.skip('needs redis-server, which is not installed here', () => undefined);
    return;
  }

  const folder = mkdtempSync(join(tmpdir(), 'leeway-cluster-'));
  let compiled: CompiledSources;
  let server: QueueServer;
  let cluster: ToyCluster;
  let worker: ClusterWorker;

  beforeAll(async () => {
    compiled = compileSources(['src/core', 'src/evaluation', 'src/execution', 'test/execution']);
    server = await startServer();
    cluster = new ToyCluster(server.url, compiled.url(''), folder);
    worker = await cluster.worker();
  });
  afterAll(async () => {
    await worker.stop(0);
    await server.stop();
    compiled.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const started = async (spec: ToySpec, options = {}): Promise<ClusterExecutor> => {
    const executor = await cluster.coordinator(spec, options);
    onTestFinished(async () => {
      executor.cancel();
      await executor.close();
    });
    return executor;
  };

  describeExecutor(name, (spec, module) => cluster.coordinator(spec, { module }), false);

  it('runs equal jobs once', async () => {
    const log = newLog();
    const executor = await started({ log });
    expect(await runAll(executor, [job(1), job(1), job(1)])).toEqual(
      [1, 1, 1].map((n) => toyOutcome(job(n))),
    );
    expect(logLines(log).filter((line) => line === 'begun 1')).toHaveLength(1);
  });

  it('starts nothing while it is paused, and gives up what it is told to', async () => {
    const log = newLog();
    const executor = await started({ log, hangOn: [3], onlyOnce: true });
    executor.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const outcomes = runAll(executor, jobs(3));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(logLines(log).filter((line) => line.startsWith('begun'))).toEqual([]);
    executor.resume();
    expect(await outcomes).toEqual(jobs(3).map(toyOutcome));

    const hung = Promise.allSettled([executor.run(job(3))]);
    while (!logLines(log).includes('begun 3')) await new Promise((resolve) => setTimeout(resolve, 5));
    executor.abandon();
    expect(await hung).toMatchObject([{ status: 'rejected', reason: { kind: 'ExecutionError' } }]);
    expect(await executor.run(job(3))).toEqual(toyOutcome(job(3)));
  });
});
