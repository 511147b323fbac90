import { asLeewayError } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Outcome } from '../core/trial.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import { cancelledError, closedError, type Executor, type Failed, type NumberedJob } from './executor.js';
import { runJob } from './run-job.js';

/** Evaluates in the calling thread, one job after the other. */
export class InlineExecutor<J extends NumberedJob = Job, O = Outcome> implements Executor<J, O> {
  readonly concurrency = 1;
  private cancelled = false;
  private closing: Promise<void> | null = null;
  /** Settles, never rejecting, when the newest job has. */
  private idle: Promise<unknown> = Promise.resolve();

  private constructor(private readonly evaluator: Evaluator<J, O>) {}

  /**
   * @param create builds the evaluator, which this executor then owns
   * @throws LeewayError with the kind of what `create` threw
   */
  static async start<J extends NumberedJob = Job, O = Outcome>(
    create: () => Promise<Evaluator<J, O>>,
  ): Promise<InlineExecutor<J, O>> {
    try {
      return new InlineExecutor(await create());
    } catch (thrown) {
      throw asLeewayError(thrown);
    }
  }

  async run(job: J): Promise<O | Failed> {
    if (this.closing) throw closedError(job);
    const running = this.idle.then(() => runJob(this.evaluator, job, () => this.cancelled));
    this.idle = running.catch(() => undefined);
    const outcome = await running;
    if (outcome === 'cancelled') throw cancelledError(job);
    return outcome;
  }

  cancel(): void {
    this.cancelled = true;
  }

  close(): Promise<void> {
    this.closing ??= this.idle.then(() => this.evaluator.dispose());
    return this.closing;
  }
}
