import { setTimeout as sleep } from 'node:timers/promises';
import { executionError } from '../../core/errors.js';
import type { Job } from '../../core/job.js';
import type { Outcome } from '../../core/trial.js';
import { cancelledError, closedError } from '../executor.js';
import type { StudyExecutor } from '../study-executor.js';
import type { WorkerStatus } from '../supervised-worker.js';
import type { PackedBundle } from './bundle.js';
import type { ClusterBackend } from './cluster-backend.js';
import type { ClusterTiming } from './cluster-timing.js';
import { JobFollower } from './job-follower.js';
import type { JobQueue } from './job-queue.js';
import { jobId, PROTOCOL, queueName } from './messages.js';
import { PendingJobs } from './pending-jobs.js';
import { publishBundle } from './publish-bundle.js';
import type { StudyRecord } from './records.js';
import { StudyBeacon, type WorkerNews } from './study-beacon.js';

export interface ClusterExecutorOptions {
  /** Closed with the executor. */
  readonly backend: ClusterBackend;
  readonly timing: ClusterTiming;
  readonly study: Pick<StudyRecord, 'key' | 'name' | 'host' | 'leewayVersion' | 'priority'>;
  readonly bundle: PackedBundle;
  /** A job and the digest of what this machine makes of it, see `probeDigest`. */
  readonly probe: { readonly job: Job; readonly digest: string };
  /** Jobs that are given away at the same time, integer >= 1: what bounds the queue. */
  readonly concurrency: number;
  readonly onNews?: (news: WorkerNews) => void;
  /** Called with a job's outcome and the time that it took its worker, in ms. */
  readonly onFinished?: (outcome: Outcome, milliseconds: number) => void;
}

/** Results that are asked for at a time, besides those that are announced. */
const POLLED_AT_ONCE = 32;

/** How long a server that does not answer may hold up the end, in ms. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * Evaluates on other machines. The queue only transports: which trials there are, the caller knows. Jobs have the same
 * ids when they are given away again, so that a coordinator that was killed finds those that wait, run or are done.
 */
export class ClusterExecutor implements StudyExecutor {
  readonly concurrency: number;
  private readonly pending = new PendingJobs();
  private readonly queue: JobQueue;
  private readonly beacon: StudyBeacon;
  private readonly follower: JobFollower;
  private readonly poll: NodeJS.Timeout;
  private closing: Promise<void> | null = null;
  private cancelled = false;
  private paused = false;
  /** Settles when everything that was given up has been taken from the queue. */
  private clearing: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: ClusterExecutorOptions) {
    const { backend, timing, study, bundle, probe, onNews = () => undefined } = options;
    this.concurrency = options.concurrency;
    this.queue = backend.queue(queueName(study.key), (id) => void this.follower.settle(id));
    this.follower = new JobFollower(this.queue, this.pending, options);
    const job: StudyRecord['probe']['job'] = JSON.parse(JSON.stringify(probe.job));
    const record = { ...study, protocol: PROTOCOL, bundle: bundle.bundle, probe: { ...probe, job } };
    this.beacon = new StudyBeacon(record, backend, timing, onNews, () => publishBundle(bundle, backend));
    this.poll = setInterval(() => {
      for (const id of this.pending.longestUnasked(POLLED_AT_ONCE)) void this.follower.settle(id);
    }, timing.pollMs);
  }

  /**
   * Sends what workers need, and waits for the first one.
   *
   * @param stop ends the wait
   * @throws ExecutionError when the wait was ended
   */
  static async start(options: ClusterExecutorOptions, stop?: AbortSignal): Promise<ClusterExecutor> {
    const executor = new ClusterExecutor(options);
    const end = () => executor.cancel();
    stop?.addEventListener('abort', end);
    if (stop?.aborted) end();
    try {
      await executor.ready();
    } catch (error) {
      executor.cancel();
      await executor.close();
      throw error;
    } finally {
      stop?.removeEventListener('abort', end);
    }
    return executor;
  }

  get parallelism(): number {
    const slots = this.beacon.serving.reduce((sum, worker) => sum + worker.slots, 0);
    return Math.max(1, Math.min(this.concurrency, slots));
  }

  get status(): WorkerStatus[] {
    const { key } = this.options.study;
    return this.beacon.serving.flatMap(({ name, pid, running }) =>
      running
        .filter(({ study }) => study === key)
        .map(({ trialNumber, busyMs }) => ({ name, pid, trialNumber, busyMs })),
    );
  }

  async run(job: Job): Promise<Outcome> {
    if (this.closing) throw closedError(job);
    if (this.cancelled) throw cancelledError(job);
    const id = jobId(job);
    const known = this.pending.get(id);
    if (known) return known.outcome;
    const { outcome } = this.pending.add(id, job);
    this.beacon.allow(id);
    void this.follower.give(id, job);
    return outcome;
  }

  pause(): void {
    void this.setPaused(true);
  }

  resume(): void {
    void this.setPaused(false);
  }

  abandon(): void {
    const ids = this.giveUp();
    this.clearing = this.clearing.then(() => this.withdraw(ids)).catch(() => undefined);
  }

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.giveUp();
    this.clearing = Promise.allSettled([
      this.beacon.end(),
      this.options.backend.persist(() => this.queue.clear()),
    ]);
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async ready(): Promise<void> {
    await this.setPaused(false);
    await this.beacon.start();
    await this.beacon.firstWorker();
    if (this.cancelled) throw executionError('stopped while it waited for workers; nothing was started');
  }

  private async setPaused(paused: boolean): Promise<void> {
    this.paused = paused;
    await this.options.backend.persist(() => this.queue.setPaused(this.paused));
  }

  /** Rejects what is pending. */
  private giveUp(): string[] {
    const ids = this.pending.ids;
    for (const id of ids) {
      const entry = this.pending.get(id);
      if (entry) this.pending.fail(id, cancelledError(entry.job));
    }
    return ids;
  }

  /** Takes jobs from the queue, and has those that run ended. */
  private async withdraw(ids: readonly string[]): Promise<void> {
    const { persist } = this.options.backend;
    const running: string[] = [];
    for (const id of ids) {
      if (!(await persist(() => this.queue.remove(id)))) running.push(id);
    }
    await this.beacon.revoke(running);
  }

  private async shutDown(): Promise<void> {
    await this.pending.settled();
    clearInterval(this.poll);
    const { backend } = this.options;
    const end = async () => {
      await this.clearing;
      if (!this.cancelled)
        await Promise.allSettled([this.beacon.end(), backend.persist(() => this.queue.clear())]);
      await this.queue.close();
    };
    await Promise.race([end().catch(() => undefined), sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    await backend.close();
  }
}
