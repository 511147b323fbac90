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

/** When a process gets SIGKILL: so long after so many trials were stored, or after its start. */
interface Moment {
  readonly trials: number;
  readonly delayMs: number;
}

interface Life {
  readonly workers: number;
  readonly trials: number;
  /** The end of the main process; none when undefined. */
  readonly killAt?: Moment;
  /** The end of a worker process before that. */
  readonly killWorkerAt?: Moment;
}

/** What a life has said: trials that were stored, and the worker processes that it began with. */
class Sayings {
  private text = '';

  add(chunk: string): void {
    this.text += chunk;
  }

  private get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  get trials(): number[] {
    return this.lines.filter((line) => /^\d+$/.test(line)).map(Number);
  }

  get workers(): number[] {
    const line = this.lines.find((one) => one.startsWith('workers '));
    return line?.split(' ').slice(1).map(Number) ?? [];
  }
}

/** It may have ended already, with its parent. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}

/** Runs the study in a child process until it ends; gives the numbers of the trials that it said were stored. */
async function live(directory: string, { workers, trials, killAt, killWorkerAt }: Life): Promise<number[]> {
  const script = fileURLToPath(compiled.url('test/study/study-child.js'));
  const child = spawn(process.execPath, [script, directory, String(workers), String(trials)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said = new Sayings();
  const due = [
    { at: killWorkerAt, kill: () => endProcess(said.workers[0]) },
    { at: killAt, kill: () => child.kill('SIGKILL') },
  ];
  const plan = () => {
    for (const one of due) {
      if (!one.at || said.trials.length < one.at.trials) continue;
      setTimeout(one.kill, one.at.delayMs);
      one.at = undefined;
    }
  };
  plan();
  for await (const chunk of child.stdout) {
    said.add(String(chunk));
    plan();
  }
  expect(await ended).toEqual(killAt ? [null, 'SIGKILL'] : [0, null]);
  return said.trials;
}

async function storedTrials(directory: string): Promise<Trial[]> {
  const store = await openTrialStore(join(directory, 'study.db'));
  const trials = store.trials();
  store.close();
  return trials;
}

/** Kills of the main process; every third life loses a worker process before. */
const KILLS = 50;

describe('a study whose processes are killed', () => {
  it('keeps every acknowledged trial over fifty kills and ends with the same trials', async () => {
    const directory = temporaryDirectory();
    const random = new RandomStream(7, 'search');
    const acknowledged: number[] = [];
    let workerKills = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      // Every fourth at any moment from the start of the program, the others while trials come in.
      const early = kill % 4 === 3;
      const killAt = early
        ? { trials: 0, delayMs: random.integer(700) }
        : { trials: 4 + random.integer(9), delayMs: random.integer(12) };
      const killWorkerAt = !early && kill % 3 === 0 ? { trials: 1, delayMs: random.integer(3) } : undefined;
      workerKills += killWorkerAt ? 1 : 0;
      const workers = 1 + (kill % 2);
      acknowledged.push(...(await live(directory, { workers, trials: ENDLESS, killAt, killWorkerAt })));
      const stored = new Set((await storedTrials(directory)).map(({ number }) => number));
      expect(acknowledged.filter((number) => !stored.has(number))).toEqual([]);
    }
    expect(new Set(acknowledged).size).toBe(acknowledged.length);

    const trials = Math.max(...acknowledged) + 20;
    await live(directory, { workers: 2, trials });
    const study = toyStudy({ store: await memoryStore(), space: LARGE_SPACE, trials });
    const stored = await storedTrials(directory);
    expect(canonicalJson(stored)).toBe(canonicalJson((await runStudy(study)).trials));
    const lost = acknowledged.filter((number) => !stored.some((trial) => trial.number === number)).length;
    process.stdout.write(
      `${KILLS} kills of the main process and ${workerKills} of workers, ${acknowledged.length} acknowledged trials, ${lost} lost; ${trials} trials as without kills\n`,
    );
  }, 900_000);
});
