import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniformPolicy } from '../../dist/core/policy.js';
import { SYSTEM_CLOCK } from '../../dist/execution/clock.js';
import { packBundle } from '../../dist/execution/cluster/bundle.js';
import { BundleCache } from '../../dist/execution/cluster/bundle-cache.js';
import { parseClusterAddress } from '../../dist/execution/cluster/cluster-address.js';
import { ClusterExecutor } from '../../dist/execution/cluster/cluster-executor.js';
import { CLUSTER_TIMING } from '../../dist/execution/cluster/cluster-timing.js';
import { ClusterWorker } from '../../dist/execution/cluster/cluster-worker.js';
import { studyKey } from '../../dist/execution/cluster/messages.js';
import { openClusterBackend } from '../../dist/execution/cluster/open-backend.js';
import { PiscinaExecutor } from '../../dist/execution/piscina-executor.js';
import { hasRedis, startPostgres, startRedis } from '../execution/cluster/servers.mjs';
import { alternate, figure } from './measure.mjs';

const evaluatorModule = new URL('./busy-evaluator.mjs', import.meta.url).href;
const WORKERS = 2;
const LEEWAY = 'bench';

/** A policy as large as the search's: 50 steps of 28 blocks. */
const policy = uniformPolicy(
  Array.from({ length: 28 }, (_, i) => `blocks.${i}`),
  50,
  { voltageV: 0.7, frequencyHz: 2e9 },
);

const newId = () => randomBytes(16).toString('hex');
let trials = 0;

/** Runs so many trials that differ, as many at a time as a search with a lag of 8 has under way. */
async function runTrials(executor, count) {
  let left = count;
  const line = async () => {
    while (left-- > 0) await executor.run({ trialNumber: trials++, policy, seed: 1, images: 1 });
  };
  await Promise.all(Array.from({ length: 8 }, line));
}

async function startCluster(url, spec, folder) {
  const timing = CLUSTER_TIMING;
  const address = parseClusterAddress(url);
  const open = () => openClusterBackend({ address, timing, patient: false }, () => {});
  const digest = '0'.repeat(64);
  const startWorker = async () => {
    const backend = await open();
    const worker = new ClusterWorker({
      backend,
      timing,
      clock: SYSTEM_CLOCK,
      cache: new BundleCache(folder, newId),
      evaluator: { evaluatorModule, parseSpec: (parsed) => parsed, probe: async () => digest },
      leewayVersion: LEEWAY,
      worker: { id: newId(), name: 'bench', host: 'here', pid: process.pid },
      slots: 1,
    });
    return async () => {
      await worker.stop(0);
      await backend.close();
    };
  };
  const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker));
  const bundle = packBundle({ settings: spec, paths: {}, files: new Map() });
  const key = studyKey({ host: 'here', path: newId() }, bundle.hash, LEEWAY);
  const executor = await ClusterExecutor.start({
    backend: await open(),
    timing,
    study: { key, name: 'bench', host: 'here', leewayVersion: LEEWAY, priority: 1 },
    bundle,
    probe: { job: { trialNumber: 0, policy, seed: 1, images: 1 }, digest },
    concurrency: 8,
  });
  while (executor.parallelism < WORKERS) await new Promise((done) => setTimeout(done, 50));
  return {
    executor,
    async close() {
      await executor.close();
      await Promise.all(workers.map((stop) => stop()));
    },
  };
}

async function compare(servers, milliseconds, count, rounds, folder) {
  const spec = { milliseconds };
  const local = await PiscinaExecutor.start({ workers: WORKERS, evaluatorModule, spec });
  const clusters = await Promise.all(
    Object.entries(servers).map(async ([name, { url }]) => [name, await startCluster(url, spec, folder)]),
  );
  const executors = {
    local,
    ...Object.fromEntries(clusters.map(([name, { executor }]) => [name, executor])),
  };
  const best = await alternate(
    Object.fromEntries(Object.entries(executors).map(([name, one]) => [name, () => runTrials(one, count)])),
    rounds,
  );
  await Promise.all([local.close(), ...clusters.map(([, cluster]) => cluster.close())]);
  return best;
}

/**
 * Trials per second of two single workers of a cluster against two threads, with trials of one second of processor time,
 * and what the queue adds to a trial, on every kind of server that is installed.
 */
export async function measureCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-bench-'));
  const servers = { ...(hasRedis ? { redis: await startRedis() } : {}), postgres: await startPostgres() };
  const [short, long] = [100, 24];
  try {
    const empty = await compare(servers, 0, short, 3, folder);
    const second = await compare(servers, 1000, long, 1, folder);
    return figuresOf(Object.keys(servers), empty, second, short, long);
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(servers, empty, second, short, long) {
  const rate = (ms) => `${((1000 * long) / ms).toFixed(3)}/s`;
  return servers.flatMap((name) => [
    figure(
      `trials per second, 2 workers on ${name} / 2 threads`,
      second.local / second[name],
      'x',
      { atLeast: 0.95 },
      `${rate(second[name])} / ${rate(second.local)}, trials of 1 s`,
    ),
    figure(
      `time of a worker that the queue on ${name} adds to a trial`,
      (WORKERS * (empty[name] - empty.local)) / short,
      'ms',
      {},
      `${short} empty trials of 38 KB, 2 workers, every write on disk`,
    ),
  ]);
}
