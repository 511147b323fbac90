import { PiscinaExecutor } from '../../dist/execution/piscina-executor.js';
import { ProcessExecutor } from '../../dist/execution/process-executor.js';
import { alternate, figure } from './measure.mjs';

const JOBS = 8;
const ROUNDS = 2;
const SEED = 7;
const SAMPLE_INTERVAL_MS = 20;

/**
 * Trials per second of two workers against one, and of two processes, as studies use them, against two threads; and the
 * memory that a worker adds. The two threads are started first, so that the process has no freed memory which they could
 * grow into unseen.
 */
export async function measureWorkers({ spec, policy }) {
  const evaluatorModule = new URL('../../dist/evaluation/create-evaluator.js', import.meta.url).href;
  const start = (workers) => PiscinaExecutor.start({ workers, evaluatorModule, spec });
  const job = (trialNumber) => ({ trialNumber, policy, seed: SEED, images: spec.batchImages });
  const memory = watchMemory();
  const two = await start(2);
  await runJobs(two, job);
  const workerBytes = memory.stop() / 2;
  const executors = {
    two,
    one: await start(1),
    processes: await ProcessExecutor.start({ workers: 2, evaluatorModule, spec }),
  };
  await runJobs(executors.processes, job);
  const contenders = Object.entries(executors).map(([name, executor]) => [
    name,
    () => runJobs(executor, job),
  ]);
  const best = await alternate(Object.fromEntries(contenders), ROUNDS, 0);
  await Promise.all(Object.values(executors).map((executor) => executor.close()));
  const rate = (ms) => `${((JOBS / ms) * 1e3).toFixed(2)}/s`;
  return [
    figure(
      'trials per second, 2 workers / 1',
      best.one / best.two,
      'x',
      { atLeast: 1.7 },
      `${rate(best.two)} / ${rate(best.one)}`,
    ),
    figure(
      'trials per second, 2 processes / 2 threads',
      best.two / best.processes,
      'x',
      { atLeast: 0.9 },
      `${rate(best.processes)} / ${rate(best.two)}`,
    ),
    figure('peak memory of a worker', workerBytes / 1e9, 'GB', { atMost: 1 }, 'growth of RSS / 2'),
  ];
}

/** All jobs at once; a job that is not scored would make the time meaningless. */
async function runJobs(executor, job) {
  const outcomes = await Promise.all(Array.from({ length: JOBS }, (_, i) => executor.run(job(i + 1))));
  const other = outcomes.find(({ status }) => status !== 'scored');
  if (other) throw new Error(`expected scored trials, got ${JSON.stringify(other)}`);
}

/** Samples the resident set of the process; `stop` gives the growth in bytes from now to the peak. */
function watchMemory() {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return peak - before;
    },
  };
}
