import { bugError, executionError, fromErrorReport } from '../core/errors.js';
import type { Clock } from './clock.js';
import type { Failed, NumberedJob } from './executor.js';
import type { EvaluatorSource } from './load-evaluator.js';
import type { ProcessReply } from './process-protocol.js';
import type { TimeLimit } from './time-limit.js';
import { type Lost, WorkerHandle } from './worker-handle.js';

/** What a worker is doing. */
export interface WorkerStatus {
  /** Of the machine or program that it belongs to; left out for this one. */
  readonly name?: string;
  /** Of its process; null while that is being replaced. */
  readonly pid: number | null;
  /** The trial that it works on; null while it waits. */
  readonly trialNumber: number | null;
  /** How long it has worked on it, in ms; 0 while it waits. */
  readonly busyMs: number;
}

/** A worker process was lost. */
export interface Incident {
  readonly pid: number | null;
  readonly trialNumber: number;
  /** What became of the process, e.g. `ended by SIGABRT`. */
  readonly reason: string;
  /** The end of what it wrote to standard error; empty when that was nothing. */
  readonly lastWords: string;
  /** Whether its job will be tried again. */
  readonly retried: boolean;
}

export interface WorkerOptions<J, O> {
  readonly source: EvaluatorSource;
  readonly program: URL;
  readonly units: { readonly planned: (job: J) => number; readonly done: (job: J, outcome: O) => number };
  /** Shared by all workers, which learn from each other. */
  readonly limit: TimeLimit;
  readonly clock: Clock;
  readonly onIncident: (incident: Incident) => void;
  /** Called with the work that a job did and the time that it took its worker, in ms. */
  readonly onFinished: (units: number, milliseconds: number) => void;
}

/** How long building an evaluator, and freeing it, may take; assumed. */
const START_LIMIT_MS = 600_000;
const CLOSE_LIMIT_MS = 30_000;

/** Starts of a process that replaces a lost one, before its worker is given up. */
const STARTS = 2;

/** One worker: a process, and after that is lost another one. */
export class Worker<J extends NumberedJob, O> {
  private handle: WorkerHandle<J, O> | null = null;
  private job: { readonly number: number; readonly since: number } | null = null;
  private stopped = false;
  /** The process whose job was given up: losing that one is no incident. */
  private abandoned: WorkerHandle<J, O> | null = null;

  constructor(private readonly options: WorkerOptions<J, O>) {}

  get status(): WorkerStatus {
    return {
      pid: this.handle?.pid ?? null,
      trialNumber: this.job?.number ?? null,
      busyMs: this.job ? this.options.clock.now() - this.job.since : 0,
    };
  }

  /** Starts the process and builds its evaluator. Throws what the evaluator throws, or ExecutionError. */
  async start(): Promise<WorkerHandle<J, O>> {
    const { program, clock, source } = this.options;
    const handle = new WorkerHandle<J, O>(program, clock);
    this.handle = handle;
    const reply = await handle.ask({ kind: 'start', source }, START_LIMIT_MS);
    if (reply.status === 'done') return handle;
    handle.kill();
    await handle.ended;
    if (reply.status === 'error') throw fromErrorReport(reply.error);
    const reason = reply.status === 'lost' ? reply.reason : 'gave a wrong answer';
    const words = handle.lastWords ? `: ${handle.lastWords}` : '';
    throw executionError(`a worker process ${reason} while it started${words}`);
  }

  /**
   * Evaluates a job in its process, which is replaced first where an earlier job has taken it away.
   *
   * @param retries whether the job is tried again if it is lost, for the incident
   * @throws LeewayError when the process cannot be replaced: the job was not tried
   */
  async evaluate(job: J, retries: boolean): Promise<{ readonly outcome: O | Failed } | Lost> {
    const handle = this.handle?.alive ? this.handle : await this.replacement();
    const { clock, limit, units } = this.options;
    const since = clock.now();
    this.job = { number: job.trialNumber, since };
    const answer = await handle.ask({ kind: 'evaluate', job }, limit.of(units.planned(job)));
    this.job = null;
    switch (answer.status) {
      case 'evaluated':
        this.noteTime(units.done(job, answer.outcome), clock.now() - since);
        return answer;
      case 'error':
        return { outcome: { status: 'failed', error: answer.error } };
      case 'lost':
        this.reportLoss(handle, job, answer, retries);
        return answer;
      case 'done':
        throw bugError(`trial ${job.trialNumber}: its worker process answered another question`);
    }
  }

  /** Frees the evaluator and ends the process; null where there is none. */
  async close(): Promise<ProcessReply<O> | Lost | null> {
    const { handle } = this;
    if (!handle?.alive) return null;
    const answer = await handle.ask({ kind: 'close' }, CLOSE_LIMIT_MS);
    handle.kill();
    await handle.ended;
    return answer;
  }

  /** Ends the process wherever it is, for good, and waits until it is gone. */
  async kill(): Promise<void> {
    this.stopped = true;
    this.handle?.kill();
    await this.handle?.ended;
  }

  /** Ends the process with the job that it works on; the next job gets another one. */
  abandon(): void {
    if (!this.job) return;
    this.abandoned = this.handle;
    this.handle?.kill();
  }

  private noteTime(units: number, milliseconds: number): void {
    this.options.limit.learn(units, milliseconds);
    this.options.onFinished(units, milliseconds);
  }

  private async replacement(): Promise<WorkerHandle<J, O>> {
    for (let startsLeft = STARTS; ; startsLeft--) {
      try {
        return await this.start();
      } catch (error) {
        if (startsLeft <= 1 || this.stopped) throw error;
      }
    }
  }

  private reportLoss(handle: WorkerHandle<J, O>, job: J, { reason }: Lost, retried: boolean): void {
    if (handle === this.abandoned || this.stopped) return;
    const { pid, lastWords } = handle;
    this.options.onIncident({ pid, trialNumber: job.trialNumber, reason, lastWords, retried });
  }
}
