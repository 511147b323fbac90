import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledSources, compileSources } from '../compiled-sources.js';
import { logLines, toyOutcome } from '../toy-evaluator.js';
import { jobs } from '../toy-jobs.js';
import { hasRedis, type QueueServer, startPostgres, startRedis } from './servers.mjs';
import { storedOutcomes, type ToyOrders } from './toy-programs.js';

const TRIALS = 48;
const TRIAL_MS = 150;

/** Trials that are there before the first kill, and between two. */
const FIRST_KILL = 4;
const KILL_INTERVAL = 7;

let compiled: CompiledSources;
const folder = mkdtempSync(join(tmpdir(), 'leeway-kills-'));
const children = new Set<ChildProcess>();

beforeAll(() => {
  compiled = compileSources([
    ...['src/core', 'src/evaluation', 'src/execution', 'src/execution/cluster'],
    ...['src/accelerator', 'src/network', 'src/diffusion', 'src/quality', 'src/reliability'],
    ...['src/reliability/fault-models', 'test/execution', 'test/execution/cluster'],
  ]);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  compiled.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Program {
  kill(): Promise<void>;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
}

function start(what: 'worker' | 'coordinator', orders: ToyOrders): Program {
  const program = fileURLToPath(compiled.url('test/execution/cluster/toy-programs.js'));
  const child = fork(program, [what, JSON.stringify(orders)], { execArgv: [] });
  children.add(child);
  const ended = once(child, 'exit').then(([code]): number | null => {
    children.delete(child);
    return code;
  });
  return {
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilStored(store: string, outcomes: number): Promise<void> {
  while (storedOutcomes(store).length < outcomes) await sleep(20);
}

/** A study of toy trials whose workers, coordinator and server are killed in turn. */
async function surviveKills(name: string, server: QueueServer) {
  const [store, log] = [join(folder, `${name}-store`), join(folder, `${name}-log`)];
  const orders: ToyOrders = {
    url: server.url,
    folder,
    spec: { delaysMs: [TRIAL_MS], log },
    trials: TRIALS,
    store,
  };
  const workers = [start('worker', orders), start('worker', orders)];
  let coordinator = start('coordinator', orders);
  const steps = [
    async () => {
      await workers[0].kill();
      workers[0] = start('worker', orders);
    },
    async () => {
      await coordinator.kill();
      coordinator = start('coordinator', orders);
    },
    async () => {
      await server.kill();
      await sleep(300);
      await server.start();
    },
  ];
  for (const [i, kill] of [...steps, ...steps].entries()) {
    await untilStored(store, FIRST_KILL + i * KILL_INTERVAL);
    await kill();
  }
  const code = await coordinator.ended;
  for (const worker of workers) await worker.kill();
  const begun = logLines(log).filter((line) => line.startsWith('begun')).length;
  return { code, stored: storedOutcomes(store), kills: 2 * steps.length, repeated: begun - TRIALS };
}

const expected = jobs(TRIALS).map((job) => [job.trialNumber, toyOutcome(job)]);

const SERVERS = { Redis: startRedis, PostgreSQL: startPostgres } as const;

describe.each(Object.entries(SERVERS))('a cluster on %s', (name, startServer) => {
  it.skipIf(name === 'Redis' && !hasRedis)(
    'loses nothing when workers, coordinator and server are killed',
    async () => {
      const server = await startServer();
      const { code, stored, kills, repeated } = await surviveKills(name, server);
      await server.stop();
      const figures = `${stored.length} of ${TRIALS} trials stored, ${repeated} of them evaluated again`;
      process.stdout.write(`${name}: ${kills} kills, ${figures}\n`);
      expect(code).toBe(0);
      expect(stored.toSorted(([a], [b]) => a - b)).toEqual(expected);
    },
    180_000,
  );
});
