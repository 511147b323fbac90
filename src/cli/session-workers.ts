import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';
import { ProcessExecutor } from '../execution/process-executor.js';
import type { Incident } from '../execution/supervised-worker.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { Interrupt } from './interrupt.js';
import type { StudyOutput } from './study-output.js';

export interface SessionWorkers {
  readonly context: CalibratedContext;
  readonly workers: number;
  readonly interrupt: Interrupt;
  readonly output: StudyOutput;
}

/**
 * Starts a study's workers; Ctrl-C ends them.
 *
 * @param onFinished called with the images that an evaluation ran and the time that it took its worker, in ms
 */
export async function startWorkers(
  { context, workers, interrupt, output }: SessionWorkers,
  onFinished: (images: number, milliseconds: number) => void,
): Promise<ProcessExecutor> {
  output.say('workers', `Starting ${workers} worker${workers === 1 ? '' : 's'} ...`, { workers });
  const executor = await ProcessExecutor.start<Job, Outcome>({
    evaluatorModule: new URL('../evaluation/create-evaluator.js', import.meta.url).href,
    spec: context.evaluation,
    workers,
    units: { planned: ({ images }) => images, done: (_job, outcome) => imagesRun(outcome) },
    onIncident: (incident) => output.say('worker-lost', incidentText(incident), { ...incident }),
    onFinished,
  });
  interrupt.onRequest = () => {
    output.say('stopping', 'Stopping: what runs is given up, and run again when the study is resumed ...');
    executor.cancel();
  };
  return executor;
}

/** A race may have ended before the job's last image; an evaluation without scores ran nobody knows how many. */
const imagesRun = (outcome: Outcome): number =>
  outcome.status === 'scored' ? outcome.diagnostics.images : 0;

function incidentText({ pid, trialNumber, reason, lastWords, retried }: Incident): string {
  const words = lastWords ? ` (${lastWords.split('\n').at(-1)})` : '';
  const next = retried ? 'it is replaced, and the trial run once more' : 'the trial has failed';
  return `Worker process ${pid} ${reason}${words} with trial ${trialNumber}: ${next}.`;
}
