import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fromErrorReport } from '../core/errors.js';
import type { SearchRunResult } from '../search/problems/search-run.js';
import type { Interrupt } from './interrupt.js';
import type { BenchReply, BenchTask } from './search-bench-worker.js';

/**
 * Runs tasks on threads, in their order as threads become free, until all are done or a stop is asked for.
 *
 * @param onDone called after each task
 * @returns results in the order of the tasks; null for those that a stop left undone
 * @throws the first error of a task, when the threads have stopped
 */
export async function runBenchTasks(
  tasks: readonly BenchTask[],
  threads: number,
  interrupt: Interrupt,
  onDone: (done: number) => void,
): Promise<(SearchRunResult | null)[]> {
  const results: (SearchRunResult | null)[] = tasks.map(() => null);
  const stop = new AbortController();
  interrupt.onRequest = () => stop.abort();
  let next = 0;
  let done = 0;
  const workers = Array.from(
    { length: Math.min(threads, tasks.length) },
    () => new Worker(new URL('./search-bench-worker.js', import.meta.url)),
  );
  const serve = async (worker: Worker) => {
    while (next < tasks.length && !interrupt.requested) {
      const index = next++;
      worker.postMessage(tasks[index]);
      const [reply]: BenchReply[] = await once(worker, 'message', { signal: stop.signal });
      if ('error' in reply) throw fromErrorReport(reply.error);
      results[index] = reply.result;
      onDone(++done);
    }
  };
  try {
    await Promise.all(workers.map(serve));
  } catch (thrown) {
    if (!interrupt.requested) throw thrown;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
