import { executionError, fromErrorReport, LeewayError, toErrorReport } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';
import { cancelledError, closedError, type Executor, type Failed, type NumberedJob } from './executor.js';
import type { EvaluatorSource } from './load-evaluator.js';
import { type Incident, Worker, type WorkerStatus } from './supervised-worker.js';
import { TimeLimit, type TimeLimitSettings } from './time-limit.js';

export interface ProcessExecutorOptions<J, O> extends EvaluatorSource {
  /** Processes, each with its own evaluator, integer >= 1. */
  readonly workers: number;
  /** Work that a job has to do at most, and that it did; by default every job is one unit. */
  readonly units?: { readonly planned: (job: J) => number; readonly done: (job: J, outcome: O) => number };
  readonly timeLimit?: TimeLimitSettings;
  readonly clock?: Clock;
  /** The compiled worker-process.js; by default the one beside this file. */
  readonly programUrl?: URL;
  /** Called when a process was lost and what became of its job, for whoever watches. */
  readonly onIncident?: (incident: Incident) => void;
  /** Called with the work that a job did and the time that it took its worker, in ms. */
  readonly onFinished?: (units: number, milliseconds: number) => void;
}

/** How often a job may take its process with it before it has failed. */
const TRIES = 2;

/**
 * Evaluates in child processes, one job at a time in each, so that nothing that happens inside an evaluation takes the
 * caller down: a process that ends, or that takes longer than others let expect, is replaced, and its job is tried once
 * more. The same job has the same outcome wherever and however often it is tried.
 */
export class ProcessExecutor<J extends NumberedJob = Job, O = Outcome> implements Executor<J, O> {
  private readonly running = new Set<Promise<O | Failed>>();
  /** Jobs that wait for a worker; null says that there will be none. */
  private readonly waiting: ((worker: Worker<J, O> | null) => void)[] = [];
  private readonly idle: Worker<J, O>[];
  private closing: Promise<void> | null = null;
  private cancelled = false;
  private paused = false;
  /** Raised when all jobs so far are given up. */
  private epoch = 0;
  private breakdown: LeewayError | null = null;

  readonly concurrency: number;

  private constructor(private readonly workers: Set<Worker<J, O>>) {
    this.idle = [...workers];
    this.concurrency = workers.size;
  }

  /**
   * Starts the processes and builds their evaluators in parallel.
   *
   * @throws LeewayError with the kind of the first evaluator's error when any cannot be built; all processes are gone then
   */
  static async start<J extends NumberedJob = Job, O = Outcome>(
    options: ProcessExecutorOptions<J, O>,
  ): Promise<ProcessExecutor<J, O>> {
    const { workers: count, evaluatorModule, spec, timeLimit, clock = SYSTEM_CLOCK } = options;
    const workerOptions = {
      source: { evaluatorModule, spec },
      program: options.programUrl ?? new URL('./worker-process.js', import.meta.url),
      units: options.units ?? { planned: () => 1, done: () => 1 },
      limit: new TimeLimit(timeLimit),
      clock,
      onIncident: options.onIncident ?? (() => undefined),
      onFinished: options.onFinished ?? (() => undefined),
    };
    const workers = Array.from({ length: count }, () => new Worker<J, O>(workerOptions));
    const started = await Promise.allSettled(workers.map((worker) => worker.start()));
    const failed = started.find((result) => result.status === 'rejected');
    if (!failed) return new ProcessExecutor(new Set(workers));
    await Promise.all(workers.map((worker) => worker.kill()));
    throw failed.reason;
  }

  get parallelism(): number {
    return this.concurrency;
  }

  /** What each worker does, in no order. */
  get status(): WorkerStatus[] {
    return [...this.workers].map((worker) => worker.status);
  }

  async run(job: J): Promise<O | Failed> {
    if (this.closing) throw closedError(job);
    const running = this.evaluate(job);
    this.running.add(running);
    return running.finally(() => this.running.delete(running));
  }

  /** Starts no job until `resume`; what runs goes on. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    for (const worker of this.idle.splice(0)) this.release(worker);
  }

  /** Gives up what runs and what waits, at once: it rejects as after `cancel`, but further jobs are taken. */
  abandon(): void {
    this.epoch++;
    for (const worker of this.workers) worker.abandon();
    for (const wake of this.waiting.splice(0)) wake(null);
  }

  cancel(): void {
    this.cancelled = true;
    for (const worker of this.workers) void worker.kill();
    for (const wake of this.waiting.splice(0)) wake(null);
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async evaluate(job: J): Promise<O | Failed> {
    const { epoch } = this;
    const losses: string[] = [];
    while (losses.length < TRIES) {
      const worker = await this.freeWorker(job);
      const answer = await worker
        .evaluate(job, losses.length + 1 < TRIES)
        .catch((error) => this.retire(worker, error));
      if (answer) this.release(worker);
      if (this.cancelled || epoch !== this.epoch) throw cancelledError(job);
      if (!answer) continue;
      if ('outcome' in answer) return answer.outcome;
      losses.push(answer.reason);
    }
    const message = `its worker process was lost ${TRIES} times: it ${losses.join('; it ')}`;
    return { status: 'failed', error: toErrorReport(executionError(message)) };
  }

  private async freeWorker(job: J): Promise<Worker<J, O>> {
    if (this.cancelled) throw cancelledError(job);
    if (this.breakdown) throw this.breakdown;
    const free = this.paused ? undefined : this.idle.pop();
    const worker = free ?? (await new Promise<Worker<J, O> | null>((wake) => this.waiting.push(wake)));
    if (worker) return worker;
    throw this.breakdown ?? cancelledError(job);
  }

  private release(worker: Worker<J, O>): void {
    const wake = this.paused ? undefined : this.waiting.shift();
    if (wake) wake(worker);
    else this.idle.push(worker);
  }

  /** A worker whose process cannot be replaced is given up, and the last one takes the executor with it. */
  private retire(worker: Worker<J, O>, error: unknown): null {
    if (!(error instanceof LeewayError)) throw error;
    this.workers.delete(worker);
    if (this.workers.size > 0 || this.cancelled) return null;
    this.breakdown = executionError(`no worker process is left; the last one: ${error.message}`, error);
    for (const wake of this.waiting.splice(0)) wake(null);
    return null;
  }

  private async shutDown(): Promise<void> {
    await Promise.allSettled(this.running);
    if (this.cancelled) await Promise.all([...this.workers].map((worker) => worker.kill()));
    const replies = await Promise.all([...this.workers].map((worker) => worker.close()));
    const failed = replies.find((reply) => reply?.status === 'error');
    if (failed?.status === 'error') throw fromErrorReport(failed.error);
  }
}
