import { counted } from '../core/counted.js';
import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';
import { ProcessExecutor } from '../execution/process-executor.js';
import type { StudyExecutor } from '../execution/study-executor.js';
import type { Incident } from '../execution/supervised-worker.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { ClusterChoice } from './cluster-workers.js';
import type { Interrupt } from './interrupt.js';
import type { StudyOutput } from './study-output.js';

export interface SessionWorkers {
  readonly context: CalibratedContext;
  readonly workers: number;
  readonly interrupt: Interrupt;
  readonly output: StudyOutput;
  /** In place of workers of this machine; null for those. */
  readonly cluster: ClusterChoice | null;
  /** When all has to be done, and the time now, both in seconds; null for whenever. */
  readonly endS: number | null;
  readonly nowS: () => number;
}

type OnFinished = (images: number, milliseconds: number) => void;

/**
 * Starts a study's workers; Ctrl-C ends them.
 *
 * @param onFinished called with the images that an evaluation ran and the time that it took its worker, in ms
 */
export async function startWorkers(options: SessionWorkers, onFinished: OnFinished): Promise<StudyExecutor> {
  const { interrupt, output, cluster } = options;
  const executor = await (cluster
    ? connectCluster(cluster, options, onFinished)
    : startProcesses(options, onFinished));
  interrupt.onRequest = () => {
    output.say('stopping', 'Stopping: what runs is given up, and run again when the study is resumed ...');
    executor.cancel();
  };
  return executor;
}

/** Loads what clusters need only here. */
async function connectCluster(cluster: ClusterChoice, options: SessionWorkers, onFinished: OnFinished) {
  const { startClusterWorkers } = await import('./cluster-workers.js');
  const { interrupt, endS, nowS } = options;
  const stop = new AbortController();
  interrupt.onRequest = () => stop.abort();
  const timer = endS === null ? undefined : setTimeout(() => stop.abort(), 1000 * Math.max(0, endS - nowS()));
  try {
    return await startClusterWorkers(cluster, { ...options, stop: stop.signal }, (outcome, milliseconds) =>
      onFinished(imagesRun(outcome), milliseconds),
    );
  } finally {
    clearTimeout(timer);
  }
}

function startProcesses({ context, workers, output }: SessionWorkers, onFinished: OnFinished) {
  output.say('workers', `Starting ${counted(workers, 'worker')} ...`, { workers });
  return ProcessExecutor.start<Job, Outcome>({
    evaluatorModule: new URL('../evaluation/create-evaluator.js', import.meta.url).href,
    spec: context.evaluation,
    workers,
    units: { planned: ({ images }) => images, done: (_job, outcome) => imagesRun(outcome) },
    onIncident: (incident) => output.say('worker-lost', incidentText(incident), { ...incident }),
    onFinished,
  });
}

/** A race may have ended before the job's last image; an evaluation without scores ran nobody knows how many. */
const imagesRun = (outcome: Outcome): number =>
  outcome.status === 'scored' ? outcome.diagnostics.images : 0;

function incidentText({ pid, trialNumber, reason, lastWords, retried }: Incident): string {
  const words = lastWords ? ` (${lastWords.split('\n').at(-1)})` : '';
  const next = retried ? 'it is replaced, and the trial run once more' : 'the trial has failed';
  return `Worker process ${pid} ${reason}${words} with trial ${trialNumber}: ${next}.`;
}
