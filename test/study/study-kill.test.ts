import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Trial } from '../../src/core/trial.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { runStudy } from '../../src/study/study.js';
import { type CompiledSources, compileSources } from '../execution/compiled-sources.js';
import { temporaryDirectory } from './temporary-directory.js';
import { LARGE_SPACE, memoryStore, toyStudy } from './toy-study.js';

/** More trials than a process finishes before it is killed. */
const ENDLESS = 1_000_000;

let compiled: CompiledSources;

beforeAll(() => {
  compiled = compileSources([
    'src/core',
    'src/evaluation',
    'src/execution',
    'src/search',
    'src/study',
    'test/execution',
    'test/study',
  ]);
});
afterAll(() => compiled.remove());

interface Life {
  readonly workers: number;
  readonly trials: number;
  /** SIGKILL this long after so many trials were stored in this life; never when undefined. */
  readonly killAfter?: { readonly trials: number; readonly delayMs: number };
}

/** Runs the study in a child process until it ends; gives the numbers of the trials that it said were stored. */
async function live(directory: string, { workers, trials, killAfter }: Life): Promise<number[]> {
  const script = fileURLToPath(compiled.url('test/study/study-child.js'));
  const child = spawn(process.execPath, [script, directory, String(workers), String(trials)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (!killAfter || said.split('\n').length <= killAfter.trials) continue;
    setTimeout(() => child.kill('SIGKILL'), killAfter.delayMs);
  }
  expect(await ended).toEqual(killAfter ? [null, 'SIGKILL'] : [0, null]);
  return said.split('\n').slice(0, -1).map(Number);
}

async function storedTrials(directory: string): Promise<Trial[]> {
  const store = await openTrialStore(join(directory, 'study.db'));
  const trials = store.trials();
  store.close();
  return trials;
}

describe('a study whose process is killed', () => {
  it('keeps every acknowledged trial over six kills and ends with the same trials', async () => {
    const directory = temporaryDirectory();
    const random = new RandomStream(7, 'search');
    const acknowledged: number[] = [];
    for (const workers of [1, 2, 3, 1, 2, 3]) {
      const killAfter = { trials: 1 + random.integer(16), delayMs: random.integer(12) };
      acknowledged.push(...(await live(directory, { workers, trials: ENDLESS, killAfter })));
      const numbers = (await storedTrials(directory)).map(({ number }) => number);
      expect(numbers).toEqual(expect.arrayContaining(acknowledged));
    }
    expect(new Set(acknowledged).size).toBe(acknowledged.length);

    const trials = Math.max(...acknowledged) + 20;
    await live(directory, { workers: 2, trials });
    const study = toyStudy({ store: await memoryStore(), space: LARGE_SPACE, trials });
    expect(canonicalJson(await storedTrials(directory))).toBe(canonicalJson((await runStudy(study)).trials));
  });
});
