import { Piscina } from 'piscina';
import { executionError, fromErrorReport, type LeewayError, toErrorReport } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';
import { cancelledError, closedError, type Executor, type Failed, type NumberedJob } from './executor.js';
import type { EvaluatorSource } from './load-evaluator.js';
import type { WorkerData, WorkerReply, WorkerTask } from './worker-protocol.js';

export interface PiscinaExecutorOptions extends EvaluatorSource {
  /** Threads, each with its own evaluator, integer >= 1. */
  readonly workers: number;
  /** The compiled worker.js; by default the one beside this file. */
  readonly workerUrl?: URL;
  /** Called when a thread has ended with its job unanswered; it has been replaced. */
  readonly onThreadLost?: (error: Error) => void;
}

/**
 * Evaluates on worker threads, one job at a time on each.
 *
 * No thread is ever terminated while it works: a thread that ends inside onnxruntime aborts the whole process, which
 * is also why Piscina's own `close()` is not used (5.3.2 resolves when the first of several busy threads is done).
 */
export class PiscinaExecutor<J extends NumberedJob = Job, O = Outcome> implements Executor<J, O> {
  private readonly running = new Set<Promise<O | Failed>>();
  private closing: Promise<void> | null = null;
  private breakdown: LeewayError | null = null;

  private constructor(
    readonly concurrency: number,
    private readonly pool: Piscina<WorkerTask<J>, WorkerReply<O | Failed>>,
    private readonly cancelFlag: Int32Array,
    private readonly onThreadLost?: (error: Error) => void,
  ) {
    // Piscina replaces an idle thread that died; without a listener its event would end the process.
    pool.on('error', (error) => this.noteLostThread(error));
  }

  /**
   * Starts the threads and builds their evaluators in parallel.
   *
   * @throws LeewayError with the kind of the first evaluator's error when any cannot be built; all threads are gone then
   */
  static async start<J extends NumberedJob = Job, O = Outcome>(
    options: PiscinaExecutorOptions,
  ): Promise<PiscinaExecutor<J, O>> {
    const { workers, evaluatorModule, spec, workerUrl, onThreadLost } = options;
    const cancelFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: WorkerData = { evaluatorModule, spec, cancelFlag };
    const pool = new Piscina<WorkerTask<J>, WorkerReply<O | Failed>>({
      filename: (workerUrl ?? new URL('./worker.js', import.meta.url)).href,
      name: 'handleTask',
      minThreads: workers,
      maxThreads: workers,
      // Between tasks a thread must stay able to run what onnxruntime left on its event loop.
      atomics: 'disabled',
      workerData,
    });
    const executor = new PiscinaExecutor<J, O>(workers, pool, new Int32Array(cancelFlag), onThreadLost);
    const failure = await executor.onEveryThread({ kind: 'start' });
    if (failure) {
      await executor.close().catch(() => undefined);
      throw failure;
    }
    return executor;
  }

  async run(job: J): Promise<O | Failed> {
    if (this.closing) throw closedError(job);
    if (this.cancelled()) throw cancelledError(job);
    const running = this.evaluate(job);
    this.running.add(running);
    return running.finally(() => this.running.delete(running));
  }

  cancel(): void {
    Atomics.store(this.cancelFlag, 0, 1);
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private cancelled(): boolean {
    return Atomics.load(this.cancelFlag, 0) !== 0;
  }

  private async evaluate(job: J): Promise<O | Failed> {
    try {
      const reply = await this.send({ kind: 'evaluate', job });
      if (reply.status === 'evaluated' && reply.outcome !== 'cancelled') return reply.outcome;
    } catch (thrown) {
      if (this.breakdown) throw this.breakdown;
      if (!this.cancelled()) return { status: 'failed', error: toErrorReport(thrown) };
    }
    throw cancelledError(job);
  }

  /** Sends a task to the next free thread; rejects with the thread's error, or because the thread died. */
  private async send(task: WorkerTask<J>): Promise<WorkerReply<O | Failed>> {
    if (this.breakdown) throw this.breakdown;
    const reply = await this.pool.run(task).catch((error) => {
      this.noteLostThread(error);
      this.onThreadLost?.(error);
      throw this.breakdown ?? executionError(`a worker thread died: ${error.message}`, error);
    });
    if (reply.status === 'error') throw fromErrorReport(reply.error);
    return reply;
  }

  /** Gives one task to each thread, all being idle; the first error, once all have answered. */
  private async onEveryThread(task: WorkerTask<J>): Promise<LeewayError | null> {
    const replies = Array.from({ length: this.concurrency }, () => this.send(task));
    const failed = (await Promise.allSettled(replies)).find((reply) => reply.status === 'rejected');
    return failed?.reason ?? null;
  }

  /** Without a thread left Piscina would let every waiting task wait for ever. */
  private noteLostThread(error: Error): void {
    if (this.breakdown || this.pool.threads.length > 0) return;
    this.breakdown = executionError(`no worker thread is left; the last one died: ${error.message}`, error);
    void this.pool.destroy();
  }

  private async shutDown(): Promise<void> {
    await Promise.allSettled(this.running);
    const failure = await this.onEveryThread({ kind: 'dispose' });
    await this.pool.destroy();
    if (failure && !this.breakdown) throw failure;
  }
}
