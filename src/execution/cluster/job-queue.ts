import { type JobsOptions, UnrecoverableError } from 'bullmq';

/** How a job of a queue stands. */
export type JobState =
  | { readonly status: 'pending' }
  | { readonly status: 'done'; readonly value: unknown }
  | { readonly status: 'failed'; readonly reason: string };

/** What is used of a BullMQ job, the same on every server. */
interface BareJob {
  readonly id?: string;
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string;
  readonly finishedOn?: number;
  readonly deferredFailure?: string;
  extendLock(token: string, milliseconds: number): Promise<number>;
  moveToCompleted(value: unknown, token: string, fetchNext: false): Promise<unknown>;
  moveToFailed(error: Error, token: string, fetchNext: false): Promise<unknown>;
  moveToWait(token: string): Promise<unknown>;
  remove(): Promise<void>;
}

interface BareQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  getJob(id: string): Promise<BareJob | undefined>;
  remove(id: string): Promise<number>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  obliterate(options: { force: boolean }): Promise<void>;
  close(): Promise<void>;
}

interface BareEvents {
  on(event: 'completed' | 'failed' | 'duplicated', listener: (args: { jobId: string }) => void): unknown;
  close(): Promise<void>;
}

interface BareWorker {
  getNextJob(token: string, options: { block: boolean }): Promise<BareJob | undefined>;
  startStalledCheckTimer(): Promise<void>;
  close(force: boolean): Promise<void>;
}

/** What a study leaves behind that is never resumed goes after so long, in s. */
const KEPT_S = 7 * 24 * 3600;

/** Why a job has failed that nobody wanted any more. */
export const GIVEN_UP = 'given up';

/** A study's queue as its coordinator sees it. */
export class JobQueue {
  /** @param onSettled called with the id of a job that is done or has failed; some calls may be lost */
  constructor(
    private readonly queue: BareQueue,
    private readonly events: BareEvents,
    onSettled: (id: string) => void,
  ) {
    for (const event of ['completed', 'failed', 'duplicated'] as const)
      events.on(event, ({ jobId }) => onSettled(jobId));
  }

  /** Adds a job, unless one with that id is there in whatever state. */
  async add(id: string, data: unknown): Promise<void> {
    const kept = { age: KEPT_S };
    await this.queue.add('evaluate', data, { jobId: id, removeOnComplete: kept, removeOnFail: kept });
  }

  /** How a job stands; null when it is not there. */
  async look(id: string): Promise<JobState | null> {
    const job = await this.queue.getJob(id);
    if (!job) return null;
    if (!job.finishedOn) return { status: 'pending' };
    if (job.failedReason) return { status: 'failed', reason: job.failedReason };
    return { status: 'done', value: job.returnvalue };
  }

  /** Takes a job away; false when a worker has it. */
  async remove(id: string): Promise<boolean> {
    return (await this.queue.remove(id)) === 1;
  }

  /** Lets workers take no job, or again take them; for all coordinators to come too. */
  setPaused(paused: boolean): Promise<void> {
    return paused ? this.queue.pause() : this.queue.resume();
  }

  /** Takes everything away. */
  clear(): Promise<void> {
    return this.queue.obliterate({ force: true });
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.events.close(), this.queue.close()]);
  }
}

/** A job that a worker has taken. */
export interface TakenJob {
  readonly id: string;
  readonly data: unknown;
  /** Says that it is being worked on; false when it has been given to somebody else. */
  keep(): Promise<boolean>;
  finish(value: unknown): Promise<void>;
  /** Lets another worker have it. */
  handBack(): Promise<void>;
  /** Takes it away, because nobody wants its result any more. */
  drop(): Promise<void>;
}

/** A study's queue as a worker sees it. */
export class JobSource {
  private constructor(
    private readonly worker: BareWorker,
    private readonly lockMs: number,
  ) {}

  /** Also begins to look for jobs whose worker fell silent. */
  static async open(worker: BareWorker, lockMs: number): Promise<JobSource> {
    await worker.startStalledCheckTimer();
    return new JobSource(worker, lockMs);
  }

  /** The next job, which is this worker's for the time of a lock; null when none waits. */
  async take(token: string): Promise<TakenJob | null> {
    for (;;) {
      const job = await this.worker.getNextJob(token, { block: false });
      if (!job?.id) return null;
      if (!job.deferredFailure) return this.taken(job, job.id, token);
      // It has lost too many workers; BullMQ leaves it to the next one to say so.
      await job.moveToFailed(new UnrecoverableError(job.deferredFailure), token, false);
    }
  }

  close(): Promise<void> {
    return this.worker.close(true);
  }

  private taken(job: BareJob, id: string, token: string): TakenJob {
    return {
      id,
      data: job.data,
      keep: async () => (await job.extendLock(token, this.lockMs)) > 0,
      finish: async (value) => void (await job.moveToCompleted(value, token, false)),
      handBack: async () => void (await job.moveToWait(token)),
      drop: async () => {
        await job.moveToFailed(new UnrecoverableError(GIVEN_UP), token, false);
        await job.remove();
      },
    };
  }
}
