import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { parsePolicy } from '../../src/core/policy-schema.js';
import type { Trial } from '../../src/core/trial.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { type Ended, leeway, type Running, startLeeway } from './cli.js';
import { QUICK_SPACE } from './quick-space.js';
import { edited, workspace } from './workspace.js';

/** Enough for a study to be looked at from several sides before it ends. */
const SPACE = edited(QUICK_SPACE, 'trials: 6', 'trials: 24');

async function trialsIn(studyFolder: string): Promise<Trial[]> {
  const store = await openTrialStore(join(studyFolder, 'study.db'));
  try {
    return store.trials();
  } finally {
    store.close();
  }
}

async function untilStored(folder: string, count: number, { process }: Running): Promise<void> {
  const study = join(folder, 'runs/quick');
  while (!existsSync(join(study, 'study.db')) || (await trialsIn(study)).length < count) {
    if (process.exitCode !== null) throw new Error('the study ended before it was looked at');
    await sleep(50);
  }
}

describe('a study that runs', () => {
  // Beside one another, as a study knows its network by a path from where it is run.
  const [alone, watched, elsewhere] = [workspace(SPACE), workspace(SPACE), workspace(SPACE)];
  const looks: Record<string, Ended> = {};
  let end: Ended;

  beforeAll(async () => {
    expect(await leeway(alone, 'tune', 'quick.yaml', '--workers', '1', '--quiet')).toMatchObject({ code: 0 });
    const running = startLeeway(watched, 'tune', 'quick.yaml', '--workers', '1', '--quiet');
    await untilStored(watched, 2, running);
    const commands = {
      report: ['report', 'quick'],
      export: ['export', 'quick', '--out', 'early.json'],
      query: ['export', 'quick', '--pick', 'min-energy', '--out', 'early.h'],
      copy: ['copy', 'quick', '--to', join(elsewhere, 'runs/quick')],
      convergence: ['convergence', 'quick'],
    };
    const run = async ([name, args]: [string, string[]]) => {
      looks[name] = await leeway(watched, ...args);
    };
    await Promise.all(Object.entries(commands).map(run));
    expect(running.process.exitCode).toBeNull();
    end = await running.ended;
  });

  it('gets a report that says that it is not finished, beside the place of the final one', () => {
    const { code, stdout, stderr } = looks.report;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^Study quick is not finished: \d+ trials so far, 0 of the \d+ policies on its front scored on fresh seeds\.\n$/,
      ),
    });
    expect(stdout).toContain('Report  reports/quick/so-far/index.html');
    expect(readFileSync(join(watched, 'reports/quick/so-far/summary.md'), 'utf8')).toContain(
      ', not finished.',
    );
  });

  it('gives its policies, with what is not known of them', () => {
    expect(looks.export).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('mind that it was never scored on fresh seeds'),
      stderr: expect.stringContaining('Study quick is not finished'),
    });
    const text = readFileSync(join(watched, 'early.json'), 'utf8');
    expect(parsePolicy(text, 'early.json').format).toBe('leeway-policy/1');
    expect(JSON.parse(text).provenance).toMatchObject({ bounds: 'unconfirmed', confirmed: null });
    expect(looks.query).toMatchObject({ code: 0, stdout: expect.stringContaining('unconfirmed front') });
  });

  it('is copied as it stood, and the copy goes on to the same end', async () => {
    expect(looks.copy).toMatchObject({ code: 0, stderr: '' });
    const whole = await trialsIn(join(alone, 'runs/quick'));
    const copied = await trialsIn(join(elsewhere, 'runs/quick'));
    expect(copied.length).toBeGreaterThanOrEqual(2);
    expect(copied.length).toBeLessThan(whole.length);
    expect(canonicalJson(copied)).toBe(canonicalJson(whole.slice(0, copied.length)));
    expect(await leeway(elsewhere, 'resume', 'quick', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expect(canonicalJson(await trialsIn(join(elsewhere, 'runs/quick')))).toBe(canonicalJson(whole));
  });

  it('shows how its front grew', () => {
    expect(looks.convergence).toMatchObject({ code: 0 });
  });

  it('ends as if nobody had looked', async () => {
    expect(end).toMatchObject({ code: 0, stderr: '' });
    const [a, b] = await Promise.all([alone, watched].map((folder) => trialsIn(join(folder, 'runs/quick'))));
    expect(canonicalJson(b)).toBe(canonicalJson(a));
    for (const file of ['front.csv', 'trials.csv', 'policy-knee.json']) {
      const read = (folder: string) => readFileSync(join(folder, 'reports/quick', file), 'utf8');
      const comparable = (text: string) => text.replace(/"studyCreatedAt": "[^"]*"/, '');
      expect(comparable(read(watched))).toBe(comparable(read(alone)));
    }
  });
});
