import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { parsePolicy } from '../../src/core/policy-schema.js';
import { openDatabase } from '../../src/study/database.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { type Ended, leeway, type Running, startLeeway } from './cli.js';
import { STEPS } from './quick-space.js';
import { workspace } from './workspace.js';

const TRIALS = 6;
const REPORT_FILES = ['index.html', 'policy-knee.json', 'front.csv', 'trials.csv'];

/** Where the first study ran, and how it ended. */
const first = { folder: workspace(), ended: {} as Ended };

beforeAll(async () => {
  first.ended = await leeway(first.folder, 'tune', 'quick.yaml', '--workers', '1');
});

async function trialsIn(folder: string): Promise<string> {
  const store = await openTrialStore(join(folder, 'runs/quick/study.db'));
  try {
    return canonicalJson(store.trials());
  } finally {
    store.close();
  }
}

/** Waits until a running study has stored some trials. */
async function untilStored(folder: string, count: number, { process }: Running): Promise<void> {
  const path = join(folder, 'runs/quick/study.db');
  while (!existsSync(path) || (JSON.parse(await trialsIn(folder)) as unknown[]).length < count) {
    if (process.exitCode !== null) throw new Error('the study ended before it could be stopped');
    await sleep(50);
  }
}

describe('tune', () => {
  it('writes a report and says where it is', () => {
    const { code, stdout, stderr } = first.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`Report  ${join('reports/quick/index.html')}`);
    expect(stdout).toContain(`Policy  ${join('reports/quick/policy-knee.json')}`);
    expect(stdout).toMatch(/^Best saving: .* energy with perceptualDistance <= 0\.5/m);
    for (const file of REPORT_FILES) expect(existsSync(join(first.folder, 'reports/quick', file))).toBe(true);
  });

  it('finds the same trials with two workers and prints its result as JSON', async () => {
    const folder = workspace();
    const ended = await leeway(folder, 'tune', 'quick.yaml', '--workers', '2', '--json', '--quiet');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const result = JSON.parse(ended.stdout);
    expect(result.study).toBe('quick');
    for (const file of REPORT_FILES) expect(Object.values(result.files)).toContain(`reports/quick/${file}`);
    expect(await trialsIn(folder)).toBe(await trialsIn(first.folder));
    expect(JSON.parse(await trialsIn(folder))).toHaveLength(TRIALS);
  });

  it('goes on after SIGKILL and after Ctrl-C as if nothing had been', async () => {
    const folder = workspace();
    const killed = startLeeway(folder, 'tune', 'quick.yaml', '--workers', '2');
    await untilStored(folder, 2, killed);
    killed.process.kill('SIGKILL');
    expect(await killed.ended).toMatchObject({ code: null, signal: 'SIGKILL' });

    const stopped = startLeeway(folder, 'resume', 'quick', '--workers', '1');
    // One more than there were, so that the signal comes when the study is under way.
    const before: unknown[] = JSON.parse(await trialsIn(folder));
    await untilStored(folder, before.length + 1, stopped);
    stopped.process.kill('SIGINT');
    const { code, stderr } = await stopped.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped with [3-6] of 6 trials, .* leeway resume quick/);
    expect(existsSync(join(folder, 'reports'))).toBe(false);

    const resumed = await leeway(folder, 'resume', 'quick', '--workers', '2');
    expect(resumed).toMatchObject({ code: 0 });
    expect(await trialsIn(folder)).toBe(await trialsIn(first.folder));
    const front = (where: string) => readFileSync(join(where, 'reports/quick/front.csv'), 'utf8');
    expect(front(folder)).toBe(front(first.folder));
  }, 180_000);
});

describe.concurrent('a finished study', () => {
  const run = (...args: string[]) => leeway(first.folder, ...args);

  it('is listed', async () => {
    const { code, stdout } = await run('studies', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'quick', trials: TRIALS, ofTrials: TRIALS, problem: null },
    ]);
    expect((await run('studies')).stdout).toMatch(/quick.*6\/6.*reports.quick.index\.html/);
  });

  it('shows how its front grew', async () => {
    const { code, stdout } = await run('convergence', 'quick', '--json', '--svg', 'trace.svg');
    const [trace, ...others] = JSON.parse(stdout);
    expect({ code, others }).toEqual({ code: 0, others: [] });
    expect(trace).toMatchObject({ study: 'quick', algorithm: 'nsga2' });
    expect(trace.hypervolumes).toHaveLength(TRIALS);
    expect(trace.hypervolumes).toEqual(trace.hypervolumes.toSorted((a: number, b: number) => a - b));
    expect(trace.hypervolumes.at(-1)).toBeLessThan(1);
    expect(readFileSync(join(first.folder, 'trace.svg'), 'utf8')).toContain('quick (nsga2)');
    expect((await run('convergence', 'quick')).stdout).toMatch(/quick.*nsga2.* 6 .*%/);
    expect(await run('convergence', 'quick', 'other')).toMatchObject({ code: 2, stdout: '' });
  });

  it('gets its report written again', async () => {
    const { code, stdout } = await run('report', 'quick');
    expect({ code, stdout }).toEqual({ code: 0, stdout: first.ended.stdout });
  });

  it('exports its policies, and the nominal one evaluates to no distance', async () => {
    expect(await run('export', 'quick', '--out', 'knee.json')).toMatchObject({ code: 0 });
    const knee = readFileSync(join(first.folder, 'knee.json'), 'utf8');
    expect(knee).toBe(readFileSync(join(first.folder, 'reports/quick/policy-knee.json'), 'utf8'));

    const policy = parsePolicy(knee, 'knee.json');
    const operatingPoints = policy.operatingPoints.map(() => NOMINAL);
    const protections = policy.protections.map(() => ({ scheme: 'none' }));
    const nominal = { ...policy, operatingPoints, protections, checkpoint: null };
    writeFileSync(join(first.folder, 'nominal.json'), JSON.stringify(nominal));
    const ended = await run('evaluate', 'quick.yaml', '--policy', 'nominal.json', '--json');
    expect(ended).toMatchObject({ code: 0 });
    const result = JSON.parse(ended.stdout);
    expect(result.metrics.perceptualDistance).toBe(0);
    expect(result.diagnostics.faultyWords).toBe(0);
    expect(result.energySaving).toBeCloseTo(0, 9);
  });

  it('refuses a trial that it does not have', async () => {
    const { code, stderr } = await run('export', 'quick', '--trial', '99');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 2,
      stderr: 'InputError: study quick: expected a trial from 0 to 5, got trial 99; give --pick id:N',
    });
  });

  const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 };

  it.each([
    ['blocks', { blocks: ['a', 'b'], cells: Array(STEPS).fill(Array(2).fill({ point: 0, protection: 0 })) }],
    ['steps', { blocks: ['a'], cells: Array(STEPS + 1).fill([{ point: 0, protection: 0 }]) }],
  ])('does not evaluate a policy for other %s', async (what, misfit) => {
    const policy = {
      format: 'leeway-policy/1',
      operatingPoints: [NOMINAL],
      protections: [{ scheme: 'none' }],
    };
    const path = `other-${what}.json`;
    writeFileSync(join(first.folder, path), JSON.stringify({ ...policy, checkpoint: null, ...misfit }));
    const { code, stderr, stdout } = await run('evaluate', 'quick.yaml', '--policy', path);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^InputError: ${path}: expected ${STEPS} steps of blocks embed, .*use a policy`),
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('is refused when a newer Leeway wrote its store', async () => {
    const folder = workspace();
    cpSync(join(first.folder, 'runs/quick'), join(folder, 'runs/quick'), { recursive: true });
    (await openDatabase(join(folder, 'runs/quick/study.db'), 'PRAGMA user_version = 999')).close();
    const { code, stderr, stdout } = await leeway(folder, 'resume', 'quick', '--quiet');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^InputError: runs.quick.study\.db: expected a store of version 1 or older, got version 999/,
    );
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });
});
