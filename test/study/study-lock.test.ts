import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holderOf, lockStudy } from '../../src/study/study-lock.js';
import { type CompiledSources, compileSources } from '../execution/compiled-sources.js';
import { temporaryDirectory } from './temporary-directory.js';

let compiled: CompiledSources;

beforeAll(() => {
  compiled = compileSources(['src/core', 'src/study']);
});
afterAll(() => compiled.remove());

const holder = (pid: number) => ({ pid, host: 'workstation', since: '2026-11-22T10:00:00.000Z' });

/** Another process that holds the lock, and says so, until it is killed. */
async function otherProcess(directory: string) {
  const script = `
    const { lockStudy } = await import(${JSON.stringify(compiled.url('src/study/study-lock.js').href)});
    const lock = await lockStudy(${JSON.stringify(directory)}, ${JSON.stringify(holder(4711))});
    console.log('locked');
    setInterval(() => lock, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('lockStudy', () => {
  it('refuses a second holder and names the first, until it is released', async () => {
    const directory = temporaryDirectory();
    const lock = await lockStudy(directory, holder(1));
    const error = await lockStudy(directory, holder(2)).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: 'InputError', exitCode: 2 });
    expect(error.message).toContain(
      'process 1 on workstation has been running this study since 2026-11-22T10:00:00.000Z',
    );
    lock.release();
    (await lockStudy(directory, holder(2))).release();
  });

  it('holds against another process, and is free at once when that is killed', async () => {
    const directory = temporaryDirectory();
    const child = await otherProcess(directory);
    await expect(lockStudy(directory, holder(2))).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringContaining('process 4711 on workstation'),
    });
    expect(await holderOf(directory)).toMatchObject({ pid: 4711, host: 'workstation' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await holderOf(directory)).toBeNull();
    (await lockStudy(directory, holder(2))).release();
  });

  it('lets one of several that start at the same moment have it', async () => {
    const directory = temporaryDirectory();
    const attempts = await Promise.allSettled([1, 2, 3, 4].map((pid) => lockStudy(directory, holder(pid))));
    const locks = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(locks).toHaveLength(1);
    locks[0].release();
  });

  it('has no holder before it was ever held', async () => {
    expect(await holderOf(temporaryDirectory())).toBeNull();
    expect(await holderOf('/no/such/place')).toBeNull();
  });

  it('says when the directory is missing', async () => {
    await expect(lockStudy('/no/such/place', holder(1))).rejects.toMatchObject({ kind: 'StoreError' });
  });
});
