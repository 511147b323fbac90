import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { type QueueServer, startPostgres } from '../execution/cluster/servers.mjs';
import { leeway, type Running, startLeeway, untilSaid } from './cli.js';
import { workspace } from './workspace.js';

let server: QueueServer;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Starts a worker in a folder of its own, with an empty cache. */
function startWorker(...options: readonly string[]): Running & { readonly folder: string } {
  const folder = workspace();
  const all = ['worker', '--cluster', server.url, '--workers', '1', '--cache', 'cache', ...options];
  const running = startLeeway(folder, ...all);
  onTestFinished(() => void running.process.kill('SIGKILL'));
  return { ...running, folder };
}

async function storedTrials(folder: string, study: string): Promise<readonly Trial[]> {
  const store = await openTrialStore(join(folder, 'runs', study, 'trials.sqlite'));
  const trials = store.trials();
  store.close();
  return trials;
}

const csvOf = (folder: string, study: string): string =>
  readFileSync(join(folder, 'reports', study, 'trials.csv'), 'utf8');

describe('leeway tune --cluster', () => {
  it('gives the trials of a local run, bit for bit, and resumes on other workers', async () => {
    const [local, remote] = [workspace(), workspace()];
    expect(await leeway(local, 'tune', 'quick.yaml', '--quiet')).toMatchObject({ code: 0 });

    const first = startWorker('--name', 'first', '--grace', '1s');
    const tune = startLeeway(remote, 'tune', 'quick.yaml', '--cluster', server.url);
    await untilSaid(first, 'trial 1 scored');
    tune.process.kill('SIGKILL');
    await tune.ended;
    first.process.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });

    const workers = [startWorker('--name', 'second', '--log-format', 'json'), startWorker('--name', 'third')];
    const resumed = await leeway(remote, 'resume', 'quick', '--cluster', server.url, '--log-format', 'json');
    expect(resumed).toMatchObject({ code: 0 });
    expect(await storedTrials(remote, 'quick')).toEqual(await storedTrials(local, 'quick'));
    expect(csvOf(remote, 'quick')).toBe(csvOf(local, 'quick'));

    const status = await leeway(remote, 'cluster', 'status', '--cluster', server.url, '--json');
    const seen = JSON.parse(status.stdout);
    expect(seen.studies).toEqual([]);
    expect(seen.workers.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['second', 'third']),
    );

    for (const { process } of workers) process.kill('SIGTERM');
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    expect(ends).toMatchObject([{ code: 0 }, { code: 0 }]);
    const password = new URL(server.url).password;
    for (const { stdout, stderr } of [...ends, resumed, status]) {
      for (const secret of [password, decodeURIComponent(password)])
        expect(stdout + stderr).not.toContain(secret);
    }
    expect(readdirSync(join(workers[0].folder, 'cache')).sort()).toEqual(['bundles', 'files', 'partial']);
  });

  it('says what is wrong with an address without showing its password', async () => {
    const ended = await leeway(workspace(), 'worker', '--cluster', 'http://user:hunter2@host');
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('expected redis://host:6379');
    expect(ended.stderr).not.toContain('hunter2');
  });
});
