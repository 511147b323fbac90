import { setTimeout as sleep } from 'node:timers/promises';
import { inputError } from '../../core/errors.js';
import { requestOfStudy } from '../../study/study-control.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { holderOf, type LockHolder } from '../../study/study-lock.js';
import { RUNS_DIRECTORY } from '../environment.js';

/** How long a study gets for its clean end before nobody waits any more, and how often that is looked at. */
const PATIENCE_MS = 60_000;
const INTERVAL_MS = 200;

/** `leeway stop`: asks the process that runs a study to end cleanly, and waits until it has. */
export async function stop(name: string): Promise<void> {
  const { path, holder } = await runningStudy(name);
  requestOfStudy(path, 'stop');
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += INTERVAL_MS) {
    if (!(await holderOf(path))) {
      console.log(`Stopped. Go on by: leeway resume ${name}`);
      return;
    }
    await sleep(INTERVAL_MS);
  }
  console.log(
    `Process ${holder.pid} on ${holder.host} was asked to stop, and is still at it; leeway status ${name}`,
  );
}

/** `leeway pause`: lets a running study finish what it runs, and start nothing more. */
export async function pause(name: string): Promise<void> {
  const { path } = await runningStudy(name);
  requestOfStudy(path, 'pause');
  console.log(`Paused. Go on by: leeway resume ${name}`);
}

async function runningStudy(name: string): Promise<{ path: string; holder: LockHolder }> {
  const { path } = openStudyDirectory(RUNS_DIRECTORY, name);
  const holder = await holderOf(path);
  if (holder) return { path, holder };
  throw inputError(`study ${name}: expected a study that runs, but nobody runs it; leeway studies lists all`);
}
