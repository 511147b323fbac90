import type { Job } from '../../core/job.js';
import type { Outcome } from '../../core/trial.js';

/** A job that has been given away and has no outcome yet. */
export interface PendingJob {
  readonly job: Job;
  readonly outcome: Promise<Outcome>;
  /** How often it has failed for the loss of its workers. */
  losses: number;
  /** Whether somebody is looking how it stands. */
  looking: boolean;
}

interface Entry extends PendingJob {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** The jobs that a coordinator waits for, by id. */
export class PendingJobs {
  /** Those that were asked for longest ago come first. */
  private readonly entries = new Map<string, Entry>();

  get ids(): string[] {
    return [...this.entries.keys()];
  }

  get(id: string): PendingJob | undefined {
    return this.entries.get(id);
  }

  add(id: string, job: Job): PendingJob {
    const { promise, resolve, reject } = withResolvers<Outcome>();
    // Whoever waits is told; nobody waits for one that is given up at once.
    promise.catch(() => undefined);
    const entry = { job, outcome: promise, resolve, reject, losses: 0, looking: false };
    this.entries.set(id, entry);
    return entry;
  }

  finish(id: string, outcome: Outcome): void {
    this.take(id)?.resolve(outcome);
  }

  fail(id: string, error: Error): void {
    this.take(id)?.reject(error);
  }

  /** Some jobs, those that have not been named for longest. */
  longestUnasked(count: number): string[] {
    const asked = [...this.entries].slice(0, count);
    for (const [id, entry] of asked) {
      this.entries.delete(id);
      this.entries.set(id, entry);
    }
    return asked.map(([id]) => id);
  }

  /** Resolves when no job that is pending now is any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.entries.values()].map(({ outcome }) => outcome));
  }

  private take(id: string): Entry | undefined {
    const entry = this.entries.get(id);
    this.entries.delete(id);
    return entry;
  }
}

/** Node 20 has no `Promise.withResolvers`. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
