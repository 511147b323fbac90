import { type ChildProcess, spawn } from 'node:child_process';
import { on } from 'node:events';
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
    stdio: ['pipe', 'pipe', 'pipe'],
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

/** Waits until a run has said something on standard error. */
export async function untilSaid({ process: { stderr } }: Running, text: string): Promise<void> {
  let said = '';
  for await (const [chunk] of on(stderr!, 'data')) {
    said += chunk;
    if (said.includes(text)) return;
  }
}

/** Runs `leeway` to its end. */
export const leeway = (workingDirectory: string, ...args: readonly string[]): Promise<Ended> =>
  startLeeway(workingDirectory, ...args).ended;
