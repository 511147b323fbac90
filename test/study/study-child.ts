// Runs the toy study in worker processes and says which trials are stored; to be killed.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessExecutor } from '../../src/execution/process-executor.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { runStudy } from '../../src/study/study.js';
import { lockStudy } from '../../src/study/study-lock.js';
import type { ToySpec } from '../execution/toy-evaluator.js';
import { LARGE_SPACE, toyStudy } from './toy-study.js';

const [directory, workers, trials] = process.argv.slice(2);
const spec: ToySpec = { delaysMs: [7, 1, 4, 0, 2] };
const lock = await lockStudy(directory, { pid: process.pid, host: 'here', since: 'now' });
const store = await openTrialStore(join(directory, 'study.db'));
const evaluatorModule = new URL('../execution/toy-evaluator.js', import.meta.url).href;
const executor = await ProcessExecutor.start({ evaluatorModule, spec, workers: Number(workers) });
// Synchronous, so that what the parent reads was stored before.
const say = (line: string) => writeSync(1, `${line}\n`);
say(`workers ${executor.status.map(({ pid }) => pid).join(' ')}`);
await runStudy(
  toyStudy({
    store,
    executor,
    space: LARGE_SPACE,
    trials: Number(trials),
    onEvent: ({ trial }) => say(String(trial.number)),
  }),
);
await executor.close();
store.close();
lock.release();
