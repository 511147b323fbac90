import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import type { Trial } from '../../src/core/trial.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { type Ended, leeway, REPOSITORY, type Running, startLeeway } from './cli.js';
import { workspace } from './workspace.js';

/**
 * One night: a study with a budget, a worker killed after a fifth of it, the main process after two fifths, the rest resumed.
 * By hand, longer and on the real search space, with what it says kept in `night.txt` of a folder of one's choice:
 * `LEEWAY_NIGHT_S=600 LEEWAY_NIGHT_FOLDER=/tmp/night npx vitest run --project e2e night-in-miniature`
 */
const { LEEWAY_NIGHT_S, LEEWAY_NIGHT_FOLDER } = process.env;
const BUDGET_S = Number(LEEWAY_NIGHT_S ?? 100);
const folder = LEEWAY_NIGHT_FOLDER ?? workspace();
const SPACE = LEEWAY_NIGHT_FOLDER
  ? relative(folder, join(REPOSITORY, 'search-spaces/dit-fashion.yaml'))
  : 'quick.yaml';

/** Far more than there is time for. */
const TRIALS = '5000';

const EXPORTS = ['night.json', 'night.h', 'night.sv', 'night.md'];

async function stored(): Promise<Trial[]> {
  const path = join(folder, 'runs/night/study.db');
  if (!existsSync(path)) return [];
  const store = await openTrialStore(path);
  try {
    return store.trials();
  } finally {
    store.close();
  }
}

function killOneWorker({ process: parent }: Running): void {
  const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(children[0]), 'SIGKILL');
}

describe('a night in miniature', () => {
  const began = performance.now();
  const elapsedS = () => (performance.now() - began) / 1000;
  let before: Trial[];
  let [killed, resumed]: Ended[] = [];
  let seconds = 0;
  const exported: Ended[] = [];

  /** Waits for a share of the budget, and for so many trials. */
  async function until(share: number, count: number, { process }: Running): Promise<void> {
    while (elapsedS() < share * BUDGET_S || (await stored()).length < count) {
      if (process.exitCode !== null) throw new Error('the study ended before its time');
      await sleep(200);
    }
  }

  beforeAll(
    async () => {
      mkdirSync(folder, { recursive: true });
      const budget = ['--workers', '2', '--budget'];
      const tune = ['tune', SPACE, '--name', 'night', '--trials', TRIALS, ...budget, `${BUDGET_S}s`];
      const first = startLeeway(folder, ...tune);
      await until(0.2, 2, first);
      killOneWorker(first);
      await until(0.4, 4, first);
      first.process.kill('SIGKILL');
      killed = await first.ended;
      before = await stored();
      const resume = ['resume', 'night', ...budget, `${Math.floor(BUDGET_S - elapsedS())}s`];
      resumed = await leeway(folder, ...resume);
      seconds = elapsedS();
      for (const out of EXPORTS) exported.push(await leeway(folder, 'export', 'night', '--out', out));
      if (LEEWAY_NIGHT_FOLDER === undefined) return;
      const told = [
        ...[`$ leeway ${tune.join(' ')}`, killed.stderr, `$ leeway ${resume.join(' ')}`, resumed.stderr],
        ...[resumed.stdout, ...exported.map(({ stdout }) => stdout)],
      ];
      writeFileSync(join(folder, 'night.txt'), told.join('\n'));
    },
    (BUDGET_S + 120) * 1000,
  );

  it('ends inside its budget, though a worker and the main process were killed', async () => {
    expect(killed.signal).toBe('SIGKILL');
    expect(killed.stderr).toMatch(/Worker process \d+ ended by SIGKILL .* it is replaced/);
    expect({ code: resumed.code, stderr: resumed.stderr }).toMatchObject({ code: 0 });
    expect(seconds).toBeLessThan(BUDGET_S);
    expect(resumed.stderr).toMatch(/Ended by its budget with \d+ of 5000 trials/);
  });

  it('has every trial that it had before it was killed, unchanged', async () => {
    const after = await stored();
    const numbers = new Set(before.map(({ number }) => number));
    const kept = after.filter(({ number }) => numbers.has(number));
    expect(canonicalJson(kept)).toBe(canonicalJson(before));
    expect(after.filter(({ outcome }) => outcome.status === 'failed')).toEqual([]);
    process.stdout.write(
      `${seconds.toFixed(0)} s of ${BUDGET_S} s; 2 kills; ${before.length} trials before the second, ` +
        `${after.length} in the end, ${numbers.size - kept.length} lost\n`,
    );
  });

  it('leaves a report and policies that can be flashed', () => {
    for (const file of ['index.html', 'summary.md', 'trade-off.svg', 'policy-map.svg', 'policy-knee.json']) {
      expect(existsSync(join(folder, 'reports/night', file))).toBe(true);
    }
    expect(exported.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      EXPORTS.map(() => ({ code: 0, stderr: '' })),
    );
    for (const out of EXPORTS) expect(readFileSync(join(folder, out), 'utf8')).toContain('night');
  });
});
