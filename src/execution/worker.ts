import { workerData } from 'node:worker_threads';
import { toErrorReport } from '../core/errors.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import { loadEvaluator } from './load-evaluator.js';
import { runJob } from './run-job.js';
import type { WorkerData, WorkerReply, WorkerTask } from './worker-protocol.js';

const data = workerData as WorkerData;
const cancelFlag = new Int32Array(data.cancelFlag);
const cancelled = () => Atomics.load(cancelFlag, 0) !== 0;

let evaluator: Promise<Evaluator<unknown, unknown>> | null = null;

/** The thread's evaluator, built when first asked for: a thread that replaces a dead one builds it with its first job. */
function theEvaluator(): Promise<Evaluator<unknown, unknown>> {
  evaluator ??= loadEvaluator(data);
  return evaluator;
}

/** The bridge between a pool's thread and an evaluator; never throws. */
export async function handleTask(task: WorkerTask): Promise<WorkerReply> {
  try {
    switch (task.kind) {
      case 'start':
        await theEvaluator();
        return { status: 'done' };
      case 'evaluate':
        return { status: 'evaluated', outcome: await runJob(await theEvaluator(), task.job, cancelled) };
      case 'dispose':
        await (await evaluator)?.dispose();
        return { status: 'done' };
    }
  } catch (thrown) {
    return { status: 'error', error: toErrorReport(thrown) };
  }
}
