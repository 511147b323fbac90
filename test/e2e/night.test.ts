import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { readStudyLog } from '../../src/study/study-log.js';
import { type Ended, leeway, type Running, startLeeway } from './cli.js';
import { QUICK_SPACE } from './quick-space.js';
import { edited, workspace } from './workspace.js';

/** Far more than are run before a study is stopped. */
const MANY = '400';

/** Room for three trials, and for the start of workers on a machine that is busy with other things. */
const BUDGET_S = 90;

/** Trials run again without a budget: around the one whose worker is killed. */
const COMPARED = 10;

/** Where the first study ran, and how it ended. */
const night = { folder: workspace(), ended: {} as Ended, seconds: 0, notices: [] as string[] };

async function listen(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    night.notices.push(body);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
}

beforeAll(async () => {
  const url = await listen();
  const began = performance.now();
  const args = [
    '--name',
    'night',
    '--trials',
    MANY,
    '--budget',
    `${BUDGET_S}s`,
    '--workers',
    '2',
    '--notify',
    url,
  ];
  const run = startLeeway(night.folder, 'tune', 'quick.yaml', ...args);
  await untilStored(night.folder, 'night', 3, run);
  killOneWorker(run);
  night.ended = await run.ended;
  night.seconds = (performance.now() - began) / 1000;
});

/** Kills a child process of a run, as the memory killer would. */
function killOneWorker({ process: parent }: Running): void {
  const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(children[0]), 'SIGKILL');
}

async function trialsIn(folder: string, study: string) {
  const store = await openTrialStore(join(folder, 'runs', study, 'study.db'));
  try {
    return store.trials();
  } finally {
    store.close();
  }
}

async function untilStored(
  folder: string,
  study: string,
  count: number,
  { process }: Running,
): Promise<void> {
  const path = join(folder, 'runs', study, 'study.db');
  while (!existsSync(path) || (await trialsIn(folder, study)).length < count) {
    if (process.exitCode !== null) throw new Error('the study ended before it was looked at');
    await sleep(100);
  }
}

describe('a study with a budget', () => {
  it('ends inside it with confirmation and report, though a worker was killed', async () => {
    const { code, stdout, stderr } = night.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(night.seconds).toBeLessThan(BUDGET_S);
    expect(stdout).toContain('Report  reports/night/index.html');
    expect(stderr).toMatch(
      /Plan: a trial takes a worker up to .* left, .* for confirmation and report: about \d+ fit/,
    );
    expect(stderr).toMatch(/Worker process \d+ ended by SIGKILL with trial \d+: it is replaced/);
    expect(stderr).toMatch(/Ended by its budget with \d+ of 400 trials, .* leeway resume night/);
    const trials = await trialsIn(night.folder, 'night');
    expect(trials.length).toBeGreaterThan(3);
    expect(trials.filter(({ outcome }) => outcome.status === 'failed')).toEqual([]);
  });

  it('has the trials of the same study without one', async () => {
    const folder = workspace();
    await leeway(folder, 'tune', 'quick.yaml', '--trials', String(COMPARED), '--workers', '1');
    const whole = await trialsIn(folder, 'quick');
    // What ran when the time was up may be missing.
    const early = (await trialsIn(night.folder, 'night')).filter(({ number }) => number < COMPARED);
    const numbers = new Set(early.map(({ number }) => number));
    expect(early.length).toBeGreaterThan(3);
    expect(canonicalJson(whole.filter(({ number }) => numbers.has(number)))).toBe(canonicalJson(early));
  });

  it('tells whoever is to be told, and keeps a log', () => {
    expect(night.notices.map((body) => JSON.parse(body))).toMatchObject([
      { study: 'night', state: 'finished', text: expect.stringContaining('Ended by its budget') },
    ]);
    const log = readStudyLog(join(night.folder, 'runs/night'));
    const events = new Set(log.map(({ event }) => event));
    for (const event of [
      'study',
      'plan',
      'trial',
      'worker-lost',
      'search-done',
      'confirmation',
      'finished',
    ]) {
      expect(events).toContain(event);
    }
  });
});

describe('a running study', () => {
  it('is paused, gone on with, copied, looked at and stopped from another terminal', async () => {
    const folder = workspace();
    const running = startLeeway(folder, 'tune', 'quick.yaml', '--trials', MANY, '--log-format', 'json');
    onTestFinished(() => void running.process.kill('SIGKILL'));
    await untilStored(folder, 'quick', 2, running);
    const status = async () => JSON.parse((await leeway(folder, 'status', 'quick', '--json')).stdout);
    expect(await status()).toMatchObject({ running: { pid: running.process.pid }, paused: false, failed: 0 });
    const text = (await leeway(folder, 'status', 'quick')).stdout;
    expect(text).toMatch(/^quick: running, by process \d+ on .*\nTrials +\d+ of 400, .*\nRate .*\nFront/);

    expect(await leeway(folder, 'pause', 'quick')).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ paused: true });
    expect(await leeway(folder, 'copy', 'quick', '--to', 'copies/quick')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'copies/quick/study.db'))).toBe(true);
    expect(await leeway(folder, 'delete', 'quick', '--yes')).toMatchObject({ code: 2 });
    expect((await leeway(folder, 'resume', 'quick')).stdout).toMatch(/goes on in process/);
    expect(await status()).toMatchObject({ paused: false });

    expect(await leeway(folder, 'stop', 'quick')).toMatchObject({
      code: 0,
      stdout: 'Stopped. Go on by: leeway resume quick\n',
    });
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    const lines = stderr.trim().split('\n').slice(0, -1);
    const events = lines.map((line) => JSON.parse(line).event);
    expect(events).toEqual(expect.arrayContaining(['study', 'plan', 'trial', 'stopping', 'stopped']));
    expect(await leeway(folder, 'stop', 'quick')).toMatchObject({ code: 2 });
    expect(await status()).toMatchObject({ running: null });
  });
});

describe('a fork', () => {
  it('begins with the trials that hold in its space, and goes on', async () => {
    const folder = workspace();
    await leeway(folder, 'tune', 'quick.yaml', '--quiet');
    expect(await leeway(folder, 'fork', 'quick', '--name', 'longer', '--trials', '8')).toMatchObject({
      code: 0,
      stdout: 'Study longer begins with 6 of the 6 trials of quick. Run it by: leeway resume longer\n',
    });
    expect(await leeway(folder, 'resume', 'longer', '--quiet')).toMatchObject({ code: 0 });
    const [parent, longer] = [await trialsIn(folder, 'quick'), await trialsIn(folder, 'longer')];
    expect(canonicalJson(longer.slice(0, 6))).toBe(canonicalJson(parent));
    expect(longer).toHaveLength(8);
  });

  it('is refused where evaluations would differ', async () => {
    const changed = edited(QUICK_SPACE, 'seed: 1', 'seed: 2');
    const folder = workspace(changed);
    await leeway(folder, 'tune', 'quick.yaml', '--trials', '2', '--seed', '1', '--quiet');
    const { code, stderr } = await leeway(folder, 'fork', 'quick', '--name', 'b', '--space', 'quick.yaml');
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/study quick: study.seed differ from the study's/),
    });
    expect(readdirSync(join(folder, 'runs')).filter((name) => !name.startsWith('.'))).toEqual(['quick']);
  });
});

describe('delete', () => {
  it('removes a study and its report only when that is meant', async () => {
    const folder = workspace();
    await leeway(folder, 'tune', 'quick.yaml', '--trials', '2', '--quiet');
    expect(await leeway(folder, 'delete', 'quick')).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'runs/quick'))).toBe(true);
    expect(await leeway(folder, 'delete', 'quick', '--yes')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'runs/quick'))).toBe(false);
    expect(existsSync(join(folder, 'reports/quick'))).toBe(false);
    expect(await leeway(folder, 'delete', 'quick', '--yes')).toMatchObject({ code: 2 });
  });
});
