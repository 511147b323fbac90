import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How a study ended. */
export interface Notice {
  readonly study: string;
  readonly state: 'finished' | 'stopped' | 'failed';
  /** A line for people. */
  readonly text: string;
}

/** How long telling may take: the study is done, and nobody waits for it. */
const TIMEOUT_MS = 10_000;

/**
 * Tells somebody how a study ended.
 *
 * @param target `desktop`, or an http(s) address that a notice is posted to as JSON
 * @returns null, or why it could not be told
 */
export async function notify(target: string, notice: Notice): Promise<string | null> {
  try {
    if (target === 'desktop') await tellDesktop(notice);
    else await post(target, notice);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function post(address: string, notice: Notice): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(notice),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`expected a status of 200 to 299, got ${response.status}`);
}

async function tellDesktop({ study, text }: Notice): Promise<void> {
  const title = `Leeway: ${study}`;
  const [program, args] =
    process.platform === 'darwin'
      ? ([
          'osascript',
          ['-e', `display notification ${JSON.stringify(text)} with title ${JSON.stringify(title)}`],
        ] as const)
      : (['notify-send', ['--app-name=Leeway', title, text]] as const);
  await promisify(execFile)(program, args, { timeout: TIMEOUT_MS });
}
