import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
const MAIN = join(REPOSITORY, 'dist/cli/main.js');

/** How a run of `leeway` ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of `leeway` that goes on. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `leeway` in a working directory, without colours. */
export function startLeeway(workingDirectory: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: workingDirectory,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<Ended>((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => fulfil({ code, signal, ...output }));
  });
  return { process: child, ended };
}

/** Runs `leeway` to its end. */
export const leeway = (workingDirectory: string, ...args: readonly string[]): Promise<Ended> =>
  startLeeway(workingDirectory, ...args).ended;
