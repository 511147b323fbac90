import { LeewayError, toErrorReport, unsupportedError } from '../../core/errors.js';
import type { Job } from '../../core/job.js';
import type { Outcome } from '../../core/trial.js';
import type { Clock } from '../clock.js';
import { ProcessExecutor } from '../process-executor.js';
import type { ClusterBackend } from './cluster-backend.js';
import type { ClusterTiming } from './cluster-timing.js';
import type { TakenJob } from './job-queue.js';
import { MOST_RESULT_LENGTH, parseJobMessage, resultMessage } from './messages.js';
import type { ServedStudy } from './served-study.js';

/** What a slot works with. */
export interface SlotOptions {
  readonly backend: ClusterBackend;
  readonly timing: ClusterTiming;
  readonly clock: Clock;
  /** The compiled worker-process.js; by default the one of this program. */
  readonly programUrl?: URL;
}

/** Why a job is given up before it has an outcome. */
export type GivingUp = 'revoked' | 'overtaken' | 'draining';

type End =
  | { readonly kind: 'finished'; readonly outcome: Outcome }
  | { readonly kind: GivingUp }
  | { readonly kind: 'broken'; readonly error: unknown };

/** What became of a job, and the time that it took, in ms. */
export type JobEnd = End & { readonly busyMs: number };

interface Work {
  readonly study: ServedStudy;
  readonly id: string;
  readonly trialNumber: number;
  readonly since: number;
}

/** One evaluation at a time, in a process of its own that is kept for further jobs of the same study. */
export class WorkerSlot {
  private executor: ProcessExecutor | null = null;
  private executes: ServedStudy | null = null;
  private givingUp: GivingUp | null = null;
  private work: Work | null = null;

  constructor(private readonly options: SlotOptions) {}

  /** The study that its process is for; null without one. */
  get study(): ServedStudy | null {
    return this.executes;
  }

  get current(): Work | null {
    return this.work;
  }

  /** Ends the evaluation, if there is one. */
  giveUp(why: GivingUp): void {
    if (!this.work || this.givingUp) return;
    this.givingUp = why;
    this.executor?.abandon();
  }

  /**
   * Evaluates a job; never throws.
   *
   * @returns what became of it, and when its queue has been told: the slot is free for the next job before that
   */
  async evaluate(study: ServedStudy, taken: TakenJob): Promise<{ end: JobEnd; told: Promise<void> }> {
    const { clock } = this.options;
    const since = clock.now();
    const end = await this.outcomeOf(study, taken, since).catch((error): End => ({ kind: 'broken', error }));
    this.work = null;
    const timed = { ...end, busyMs: clock.now() - since };
    const told = this.tell(taken, timed);
    if (end.kind === 'broken') await this.close();
    return { end: timed, told };
  }

  async close(): Promise<void> {
    const { executor } = this;
    this.executor = null;
    this.executes = null;
    await executor?.close().catch(() => undefined);
  }

  private async outcomeOf(study: ServedStudy, taken: TakenJob, since: number): Promise<End> {
    const job = jobOf(taken.data, study.bundle);
    if (job instanceof LeewayError)
      return { kind: 'finished', outcome: { status: 'failed', error: toErrorReport(job) } };
    this.givingUp = null;
    this.work = { study, id: taken.id, trialNumber: job.trialNumber, since };
    const stopKeeping = this.keep(taken);
    try {
      const executor = await this.executorFor(study);
      const outcome = this.givingUp ? null : await executor.run(job);
      if (outcome) return { kind: 'finished', outcome: withinLimit(outcome) };
    } catch (error) {
      if (!this.givingUp) throw error;
    } finally {
      stopKeeping();
    }
    return { kind: this.givingUp ?? 'overtaken' };
  }

  /** Tells the queue from time to time that the job is being worked on; its loss ends the evaluation. */
  private keep(taken: TakenJob): () => void {
    const { backend, timing } = this.options;
    const timer = setInterval(async () => {
      // What a server in trouble answers means nothing; the next time it may be well again.
      const kept = await backend.persist(() => taken.keep()).catch(() => true);
      if (!kept && this.work?.id === taken.id) this.giveUp('overtaken');
    }, timing.lockMs / 3);
    return () => clearInterval(timer);
  }

  private async executorFor(study: ServedStudy): Promise<ProcessExecutor> {
    if (this.executor && this.executes === study) return this.executor;
    await this.close();
    const { programUrl, clock } = this.options;
    const executor = await ProcessExecutor.start<Job, Outcome>({
      ...study.source,
      workers: 1,
      clock,
      units: { planned: ({ images }) => images, done: (job) => job.images },
      ...(programUrl && { programUrl }),
    });
    this.executor = executor;
    this.executes = study;
    return executor;
  }

  private async tell(taken: TakenJob, end: JobEnd): Promise<void> {
    if (end.kind === 'overtaken') return;
    const done = () => {
      if (end.kind === 'finished') return taken.finish(resultMessage(end.outcome, end.busyMs));
      return end.kind === 'revoked' ? taken.drop() : taken.handBack();
    };
    // Refused, it is somebody else's by now: a job that is done twice is done alike.
    await this.options.backend.persist(done).catch(() => undefined);
  }
}

function jobOf(data: unknown, bundle: string): Job | LeewayError {
  try {
    return parseJobMessage(data, bundle);
  } catch (error) {
    return unsupportedError(`a worker got what is no job: ${error instanceof Error ? error.message : error}`);
  }
}

function withinLimit(outcome: Outcome): Outcome {
  const { length } = JSON.stringify(outcome);
  if (length <= MOST_RESULT_LENGTH) return outcome;
  const message = `its outcome has ${length} characters, at most ${MOST_RESULT_LENGTH} can be sent; ask for fewer images in detail`;
  return { status: 'failed', error: toErrorReport(unsupportedError(message)) };
}
