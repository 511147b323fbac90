// A worker whose thread ends with its first job, and whose replacements do not even load.
import { workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerTask } from '../../src/execution/worker-protocol.js';

if (Atomics.add(new Int32Array(workerData.spec.loads), 0, 1) > 0) throw new Error('cannot load again');

export async function handleTask(task: WorkerTask): Promise<WorkerReply> {
  if (task.kind === 'evaluate') process.exit(1);
  return { status: 'done' };
}
