import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import type { Trial } from '../../src/core/trial.js';
import { ProcessExecutor } from '../../src/execution/process-executor.js';
import { copyStudy } from '../../src/study/copy-study.js';
import { openDatabase } from '../../src/study/database.js';
import { createManifest } from '../../src/study/manifest.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { runStudy } from '../../src/study/study.js';
import { requestOfStudy } from '../../src/study/study-control.js';
import { createStudyDirectory, listStudies, openStudyDirectory } from '../../src/study/study-directory.js';
import { lockStudy } from '../../src/study/study-lock.js';
import { trialRate } from '../../src/study/study-log.js';
import { type CompiledSources, compileSources } from '../execution/compiled-sources.js';
import { newLog } from '../execution/new-log.js';
import type { ToySpec } from '../execution/toy-evaluator.js';
import { mountSmallDisk } from './small-disk.js';
import { temporaryDirectory } from './temporary-directory.js';
import { LARGE_SPACE, memoryStore, referenceTrials, toyStudy } from './toy-study.js';

let compiled: CompiledSources;

beforeAll(() => {
  compiled = compileSources(['src/core', 'src/evaluation', 'src/execution', 'test/execution']);
});
afterAll(() => compiled.remove());

async function startWorkers(spec: ToySpec, firstMs = 60_000) {
  const executor = await ProcessExecutor.start({
    evaluatorModule: compiled.url('test/execution/toy-evaluator.js').href,
    programUrl: compiled.url('src/execution/worker-process.js'),
    spec,
    workers: 2,
    timeLimit: { factor: 10, leastMs: firstMs, firstMs },
  });
  onTestFinished(async () => {
    executor.cancel();
    await executor.close();
  });
  return executor;
}

describe('a study whose workers fail', () => {
  it.each([
    ['die', { killOn: [3, 9] }],
    ['hang', { hangOn: [3, 9] }],
  ])('has the same trials when some %s', async (_how, misfortune) => {
    const executor = await startWorkers({ ...misfortune, onlyOnce: true, log: newLog() }, 2000);
    const { trials } = await runStudy(toyStudy({ store: await memoryStore(), executor }));
    expect(trials).toEqual(await referenceTrials());
  });

  it('ends with the reason when workers die with one trial after another', async () => {
    const executor = await startWorkers({ killOn: Array.from({ length: 24 }, (_, n) => n) });
    const study = toyStudy({ store: await memoryStore(), executor, maxFailuresInARow: 2 });
    await expect(runStudy(study)).rejects.toMatchObject({
      kind: 'ExecutionError',
      message: expect.stringMatching(/2 evaluations in a row failed.*lost 2 times: it ended by SIGKILL/),
    });
  });
});

const TRIALS = 400;
const large = (changes: Parameters<typeof toyStudy>[0]) =>
  runStudy(toyStudy({ space: LARGE_SPACE, trials: TRIALS, ...changes }));

async function trialsAt(path: string): Promise<Trial[]> {
  const store = await openTrialStore(path);
  try {
    return store.trials();
  } finally {
    store.close();
  }
}

describe('a study on a bad disk', () => {
  it('keeps every acknowledged trial when the disk is full, and goes on when there is room', async (test) => {
    const disk = mountSmallDisk('size=200k');
    if (!disk) return test.skip('a small disk needs the right to mount one');
    onTestFinished(() => disk.remove());
    const path = join(disk.path, 'study.db');
    const store = await openTrialStore(path);
    const acknowledged: number[] = [];
    const onEvent = ({ trial }: { trial: Trial }) => acknowledged.push(trial.number);
    const error = await large({ store, onEvent }).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: 'StoreError', exitCode: 4 });
    expect(error.message).toMatch(/study\.db: the study's store cannot be written: .*(full|I\/O)/);
    store.close();
    expect(acknowledged.length).toBeGreaterThan(10);

    disk.remount('size=20m');
    const kept = await trialsAt(path);
    expect(kept.map(({ number }) => number)).toEqual(expect.arrayContaining(acknowledged));
    const again = await openTrialStore(path);
    const { trials } = await large({ store: again });
    again.close();
    const whole = await large({ store: await memoryStore() });
    expect(canonicalJson(trials)).toBe(canonicalJson(whole.trials));
    process.stdout.write(
      `full disk: ${acknowledged.length} acknowledged trials, ${acknowledged.length - kept.length} lost\n`,
    );
  });

  it('says so when nothing can be written, with nothing left behind', async (test) => {
    const disk = mountSmallDisk('size=4m');
    if (!disk) return test.skip('a folder that root cannot write to needs the right to mount one');
    onTestFinished(() => disk.remove());
    const study = createStudyDirectory(disk.path, manifest('night'));
    disk.remount('ro');
    await expect(lockStudy(study.path, { pid: 1, host: 'here', since: 'now' })).rejects.toMatchObject({
      kind: 'StoreError',
      message: expect.stringContaining('the study cannot be locked'),
    });
    await expect(openTrialStore(study.storePath)).rejects.toMatchObject({ kind: 'StoreError' });
    expect(() => requestOfStudy(study.path, 'stop')).toThrow(/control\.json: cannot be written: EROFS/);
    expect(() => createStudyDirectory(disk.path, manifest('another'))).toThrow(
      /another: the study cannot be written: EROFS/,
    );
    expect(listStudies(disk.path).map(({ name }) => name)).toEqual(['night']);
  });
});

const manifest = (name: string) =>
  createManifest({
    name,
    leewayVersion: '1.0.0',
    createdAt: '2026-11-22T10:00:00.000Z',
    command: 'npx leeway tune',
    config: {},
    inputHashes: {},
    versions: {},
  });

describe('a clock that is set back', () => {
  const at = (time: string, event = 'trial') => ({ time: `2026-11-22T${time}Z`, event });

  it('leaves the rate unknown rather than wrong', () => {
    expect(trialRate([at('10:00:00', 'study'), at('10:00:10'), at('09:00:20')])).toBeNull();
    expect(trialRate([at('10:00:00', 'study'), at('10:00:10'), at('10:00:40'), at('10:01:10')])).toBe(2);
  });
});

describe('a copy of a study that runs', () => {
  it('is a study of its own, whole as of one moment', async () => {
    const runs = temporaryDirectory();
    const study = createStudyDirectory(runs, manifest('night'));
    const store = await openTrialStore(study.storePath);
    const target = join(runs, 'copy');
    let copying: Promise<void> | null = null;
    const { trials } = await runStudy(
      toyStudy({
        store,
        onEvent: ({ trial }) => {
          if (trial.number === 10) copying ??= copyStudy(study, target);
        },
      }),
    );
    await copying;
    store.close();
    const copied = await trialsAt(openStudyDirectory(runs, 'copy').storePath);
    expect(copied.length).toBeGreaterThan(5);
    const original = trials.filter(({ number }) => copied.some((trial) => trial.number === number));
    expect(canonicalJson(copied)).toBe(canonicalJson(original));
    expect(readFileSync(join(target, 'manifest.json'), 'utf8')).toBe(
      readFileSync(join(study.path, 'manifest.json'), 'utf8'),
    );
    await expect(copyStudy(study, target)).rejects.toMatchObject({ kind: 'InputError' });
    await expect(copyStudy(study, join(study.storePath, 'copy'))).rejects.toMatchObject({
      kind: 'StoreError',
    });
    (await openDatabase(join(target, 'study.db'), '')).close();
  });
});
