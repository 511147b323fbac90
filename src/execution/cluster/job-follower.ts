import { setImmediate } from 'node:timers/promises';
import { executionError, toErrorReport } from '../../core/errors.js';
import type { Job } from '../../core/job.js';
import type { Outcome } from '../../core/trial.js';
import type { PackedBundle } from './bundle.js';
import type { ClusterBackend } from './cluster-backend.js';
import { GIVEN_UP, type JobQueue } from './job-queue.js';
import { jobMessage, parseResultMessage } from './messages.js';
import type { PendingJobs } from './pending-jobs.js';

/** How often a job may fail for the loss of its workers, each time after several losses, before it has failed. */
const TRIES = 2;

interface FollowerOptions {
  readonly backend: ClusterBackend;
  readonly bundle: PackedBundle;
  readonly onFinished?: (outcome: Outcome, milliseconds: number) => void;
}

/** Takes pending jobs through a queue to their outcomes, whatever happens to the queue meanwhile. */
export class JobFollower {
  constructor(
    private readonly queue: JobQueue,
    private readonly pending: PendingJobs,
    private readonly options: FollowerOptions,
  ) {}

  /** Gives a job to the queue, where it may be already; never throws. */
  async give(id: string, job: Job): Promise<void> {
    try {
      await this.options.backend.persist(() => this.queue.add(id, jobMessage(this.options.bundle.hash, job)));
    } catch (error) {
      this.pending.fail(
        id,
        executionError(`trial ${job.trialNumber}: the cluster does not take it: ${error}`),
      );
    }
    // It may have been given up while the server was away.
    if (!this.pending.get(id)) await this.queue.remove(id).catch(() => undefined);
  }

  /** Looks how a job stands, and does what follows from it; asked again while it looks, it does nothing. */
  async settle(id: string): Promise<void> {
    const { backend } = this.options;
    const entry = this.pending.get(id);
    if (!entry || entry.looking) return;
    entry.looking = true;
    try {
      const state = await backend.persist(() => this.queue.look(id));
      if (state === null) await this.give(id, entry.job);
      else if (state.status === 'done') await this.take(id, state.value);
      else if (state.status === 'failed') await this.tryAgain(id, state.reason);
    } catch {
      // Asked again with the next poll.
    } finally {
      entry.looking = false;
    }
  }

  private async take(id: string, value: unknown): Promise<void> {
    this.pending.finish(id, this.readResult(value));
    // Whoever waits for it stores it first: what is killed in between finds it again.
    await setImmediate();
    await this.options.backend.persist(() => this.queue.remove(id));
  }

  private readResult(value: unknown): Outcome {
    try {
      const { outcome, busyMs } = parseResultMessage(value);
      this.options.onFinished?.(outcome, busyMs);
      return outcome;
    } catch (error) {
      return failed(`a worker's answer is not an outcome: ${error instanceof Error ? error.message : error}`);
    }
  }

  private async tryAgain(id: string, reason: string): Promise<void> {
    const entry = this.pending.get(id);
    await this.options.backend.persist(() => this.queue.remove(id));
    if (!entry) return;
    if (reason !== GIVEN_UP) entry.losses++;
    if (entry.losses < TRIES) await this.give(id, entry.job);
    else this.pending.finish(id, failed(`its workers were lost too often (${reason})`));
  }
}

const failed = (message: string): Outcome => ({
  status: 'failed',
  error: toErrorReport(executionError(message)),
});
