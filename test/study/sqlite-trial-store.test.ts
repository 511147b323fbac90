import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import type { Outcome, Trial } from '../../src/core/trial.js';
import { openDatabase } from '../../src/study/database.js';
import { openTrialStore, STORE_VERSION } from '../../src/study/sqlite-trial-store.js';
import { temporaryDirectory } from './temporary-directory.js';
import { memoryStore } from './toy-study.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const metrics = fc.dictionary(fc.string(), finite, { maxKeys: 4, noNullPrototype: true });
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    status: fc.constant('scored' as const),
    metrics,
    standardErrors: metrics,
    diagnostics: metrics,
  }),
  fc.record({ status: fc.constant('infeasible' as const), reason: fc.string() }),
  fc.record({
    status: fc.constant('failed' as const),
    error: fc.record({ kind: fc.constant('BugError' as const), message: fc.string() }),
  }),
);
const assignments = fc.dictionary(fc.string(), fc.oneof(fc.string(), finite, fc.boolean()), {
  maxKeys: 5,
  noNullPrototype: true,
});

function scored(energyJ: number): Outcome {
  return { status: 'scored', metrics: { energyJ }, standardErrors: {}, diagnostics: {} };
}

const trial = (number: number, outcome: Outcome = scored(1.5)): Trial => ({
  number,
  assignment: { voltageV: 0.7 },
  policyId: 'abc',
  outcome,
});

describe('SqliteTrialStore', () => {
  it('gives back what it was given, equal to the last bit, whatever the order of recording', async () => {
    const policyId = fc.option(fc.string());
    const recorded = fc.uniqueArray(
      fc.record({ number: fc.nat(), assignment: assignments, policyId, outcome: outcomes }),
      { selector: ({ number }) => number, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(recorded, async (trials) => {
        const store = await memoryStore();
        const returned = trials.map((one) => store.record(one)).sort((a, b) => a.number - b.number);
        const ordered = trials.toSorted((a, b) => a.number - b.number);
        expect(store.trials()).toStrictEqual(returned);
        expect(JSON.stringify(store.trials())).toBe(JSON.stringify(returned));
        expect(store.trials().map(canonicalJson)).toEqual(ordered.map(canonicalJson));
        store.close();
      }),
      { numRuns: 50 },
    );
  });

  it('keeps its content when it is closed and opened again', async () => {
    const path = join(temporaryDirectory(), 'study.db');
    const first = await openTrialStore(path);
    first.record(trial(3));
    first.recordConfirmation({ policyId: 'abc', seed: 5, images: 16, outcome: scored(2) });
    first.close();
    const second = await openTrialStore(path);
    expect(second.trials()).toEqual([trial(3)]);
    expect(second.confirmations()).toEqual([{ policyId: 'abc', seed: 5, images: 16, outcome: scored(2) }]);
    second.close();
  });

  it('can be read while another connection has it open, and sees each trial at once', async () => {
    const path = join(temporaryDirectory(), 'study.db');
    const [writer, reader] = [await openTrialStore(path), await openTrialStore(path)];
    writer.record(trial(0));
    expect(reader.trials()).toHaveLength(1);
    writer.record(trial(1));
    expect(reader.trials()).toHaveLength(2);
    expect(reader.trials(1)).toEqual([trial(1)]);
    expect(reader.trials(2)).toEqual([]);
    writer.close();
    reader.close();
  });

  it('takes the same trial twice, but not another under its number', async () => {
    const store = await memoryStore();
    store.record(trial(0));
    store.record(trial(0));
    expect(() => store.record(trial(0, scored(1.6)))).toThrow(expect.objectContaining({ kind: 'BugError' }));
    expect(store.trials()).toEqual([trial(0)]);
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuses %s and stores nothing', async (value) => {
    const store = await memoryStore();
    const bug = expect.objectContaining({
      kind: 'BugError',
      message: expect.stringContaining('metrics.energyJ'),
    });
    expect(() => store.record(trial(0, scored(value)))).toThrow(bug);
    const confirmation = { policyId: 'abc', seed: 1, images: 1, outcome: scored(value) };
    expect(() => store.recordConfirmation(confirmation)).toThrow(bug);
    expect([store.trials(), store.confirmations()]).toEqual([[], []]);
  });

  it('keeps the first confirmation of a policy, seed and number of images', async () => {
    const store = await memoryStore();
    const key = { policyId: 'abc', seed: 4294967295, images: 16 };
    expect(store.recordConfirmation({ ...key, outcome: scored(1) }).outcome).toEqual(scored(1));
    expect(store.recordConfirmation({ ...key, outcome: scored(2) }).outcome).toEqual(scored(1));
    store.recordConfirmation({ ...key, images: 32, outcome: scored(3) });
    expect(store.confirmations().map(({ images }) => images)).toEqual([16, 32]);
  });

  it('commits with full synchronisation to a write-ahead log', async () => {
    const path = join(temporaryDirectory(), 'study.db');
    const store = await openTrialStore(path);
    store.record(trial(0));
    const database = await openDatabase(path, '');
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    database.close();
    store.close();
  });
});

describe('openTrialStore', () => {
  it('refuses a store of a newer version and names both', async () => {
    const path = join(temporaryDirectory(), 'study.db');
    const database = await openDatabase(path, `PRAGMA user_version = ${STORE_VERSION + 1}`);
    database.close();
    const before = readFileSync(path);
    const error = await openTrialStore(path).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: 'InputError', exitCode: 2 });
    expect(error.message).toContain(`version ${STORE_VERSION} or older, got version ${STORE_VERSION + 1}`);
    expect(error.message).toContain(path);
    expect(error.message).toContain('--name');
    expect(readFileSync(path)).toEqual(before);
  });

  it('says that a file is damaged', async () => {
    const directory = temporaryDirectory();
    const foreign = join(directory, 'foreign.db');
    writeFileSync(foreign, 'this is not a database, but long enough to look like one'.repeat(100));
    const truncated = join(directory, 'truncated.db');
    const store = await openTrialStore(truncated);
    for (let number = 0; number < 50; number++) store.record(trial(number));
    store.close();
    truncateSync(truncated, 8192);
    for (const path of [foreign, truncated]) {
      const error = await openTrialStore(path).catch((thrown) => thrown);
      expect(error).toMatchObject({ kind: 'StoreError', exitCode: 4 });
      expect(error.message).toContain(`${path}: the study's store is damaged`);
    }
  });

  it('waits for a lock that keeps the write-ahead log from being set up', async () => {
    const path = join(temporaryDirectory(), 'study.db');
    const other = await openDatabase(path, 'CREATE TABLE other (x)');
    other.exec('BEGIN IMMEDIATE');
    const opened = openTrialStore(path);
    await sleep(200);
    other.exec('DROP TABLE other; COMMIT');
    const store = await opened;
    expect(store.trials()).toEqual([]);
    store.close();
    other.close();
  });

  it('says that the folder is missing', async () => {
    const path = join(temporaryDirectory(), 'missing', 'study.db');
    await expect(openTrialStore(path)).rejects.toMatchObject({
      kind: 'StoreError',
      message: expect.stringContaining(path),
    });
  });
});
