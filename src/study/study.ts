import { setImmediate } from 'node:timers/promises';
import { canonicalJson } from '../core/canonical-json.js';
import {
  asLeewayError,
  type ErrorReport,
  executionError,
  fromErrorReport,
  type LeewayError,
  storeError,
} from '../core/errors.js';
import type { Job } from '../core/job.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Assignment, Outcome, Trial } from '../core/trial.js';
import { LaggedHistory } from './lagged-history.js';
import { Rivals } from './rivals.js';
import type { StudyEnd, StudyOptions } from './study-options.js';

/**
 * Runs a study, or goes on with one: everything it knows is in the store. Its trials are the same, bit for bit, for
 * any number of workers, and however often it was killed and resumed.
 *
 * - An assignment that decodes to no policy is recorded as infeasible and costs no worker.
 * - A policy that an earlier trial has evaluated gets that trial's outcome (assignments can differ in parameters that
 *   have no effect): evaluated again with another fault stream, it would show the better of several noisy scores.
 *   If the earlier evaluation failed, it is evaluated anew.
 * - Failed trials stay failed on resume, because later suggestions have seen them so.
 *
 * @throws ExecutionError after too many failures in a row, caused by the first; whatever store, search and decoding
 *   throw; always after what was running has settled and has been stored
 */
export function runStudy(options: StudyOptions): Promise<StudyEnd> {
  return new StudyRun(options).toEnd();
}

/** Trials between two questions whether the study has converged. */
const CONVERGENCE_INTERVAL = 25;

interface Failure {
  readonly number: number;
  readonly error: ErrorReport;
}

class StudyRun {
  private readonly history: LaggedHistory;
  private readonly stored: ReadonlyMap<number, Trial>;
  private readonly rivals: Rivals;
  /** Smallest number that no stored trial has. */
  private readonly firstMissing: number;
  /** By policy: the outcome of its last evaluation, running or finished. */
  private readonly outcomes = new Map<string, Promise<Outcome>>();
  private readonly unfinished = new Set<Promise<void>>();
  /** Evaluations given to the executor and not yet returned. */
  private evaluating = 0;
  private failures: Failure[] = [];
  private ended: 'exhausted' | 'converged' | null = null;
  private stopped = false;
  private error: LeewayError | null = null;

  constructor(private readonly options: StudyOptions) {
    this.history = new LaggedHistory(options.lag, options);
    this.rivals = new Rivals(options);
    const trials = options.store.trials();
    this.stored = new Map(trials.map((trial) => [trial.number, trial]));
    const gap = trials.findIndex((trial, i) => trial.number !== i);
    this.firstMissing = gap < 0 ? trials.length : gap;
  }

  async toEnd(): Promise<StudyEnd> {
    try {
      while (this.goesOn()) await (this.canStart() ? this.startNext() : Promise.race(this.unfinished));
    } catch (thrown) {
      this.error ??= asLeewayError(thrown);
    }
    await Promise.all(this.unfinished);
    if (this.error) throw this.error;
    return { reason: this.reason(), trials: this.options.store.trials() };
  }

  private reason(): StudyEnd['reason'] {
    const { next, finishedCount } = this.history;
    if (finishedCount < next) return 'stopped';
    return this.ended ?? (next < this.options.trials ? 'stopped' : 'completed');
  }

  private goesOn(): boolean {
    this.stopped ||= this.options.shouldStop?.() ?? false;
    return !this.error && !this.stopped && !this.ended && this.history.next < this.options.trials;
  }

  private canStart(): boolean {
    return this.history.ready && this.evaluating < this.options.executor.concurrency;
  }

  private async startNext(): Promise<void> {
    const number = this.history.next;
    const stored = this.stored.get(number);
    const assignment = !stored && this.converged(number) ? null : this.assignmentOf(number, stored);
    if (!assignment) {
      this.ended ??= 'exhausted';
      return;
    }
    if (this.options.images.length > 1) this.rivals.follow(this.history.known());
    this.history.suggested(assignment);
    if (stored) this.restore(stored);
    else this.begin(number, assignment);
    // Trials that cost nothing must not keep signals and results waiting.
    await setImmediate();
  }

  /**
   * Asked of what the next suggestion would know, so that a study ends at the same trial for any number of workers; a
   * stored trial shows that it had not ended there.
   */
  private converged(number: number): boolean {
    const { isConverged } = this.options;
    if (number === 0 || number % CONVERGENCE_INTERVAL !== 0 || !isConverged?.(this.history.visible()))
      return false;
    this.ended = 'converged';
    return true;
  }

  /**
   * The next trial's assignment; null when the space is exhausted. Of stored trials those after a gap are suggested
   * once more, which shows a study that would not go on as it began.
   */
  private assignmentOf(number: number, stored: Trial | undefined): Assignment | null {
    if (stored && number < this.firstMissing) return stored.assignment;
    const suggestion = this.options.startWith?.[number] ?? this.suggest(number);
    if (!suggestion) return null;
    const text = canonicalJson(suggestion);
    if (stored && canonicalJson(stored.assignment) !== text) throw divergedError(number);
    // As the store would give it back: the same keys in the same order, whether this run or an earlier one began it.
    return JSON.parse(text);
  }

  private suggest(firstNumber: number): Assignment | undefined {
    const { space, seed, algorithm, knowledge } = this.options;
    const history = this.history.visible();
    return algorithm.suggest({ space, history, firstNumber, count: 1, seed, knowledge })[0];
  }

  private restore(trial: Trial): void {
    if (trial.policyId) this.outcomes.set(trial.policyId, Promise.resolve(trial.outcome));
    this.history.finished(trial);
  }

  /** Races against the front that the suggestion knew, so that it ends the same for any number of workers. */
  private jobOf(trialNumber: number, policy: Policy): Job {
    const { seed, images, objectives, constraints } = this.options;
    const looks = images.slice(0, -1);
    const job = { trialNumber, policy, seed, images: images[looks.length] };
    if (looks.length === 0) return job;
    return { ...job, race: { looks, objectives, constraints, rivals: this.rivals.runners() } };
  }

  private begin(number: number, assignment: Assignment): void {
    const policy = this.options.decode(assignment);
    if ('infeasible' in policy) {
      const outcome: Outcome = { status: 'infeasible', reason: policy.infeasible };
      this.record({ number, assignment, policyId: null, outcome });
      return;
    }
    const unfinished = this.evaluate(number, assignment, policy)
      .catch((thrown) => this.noteError(thrown))
      .finally(() => this.unfinished.delete(unfinished));
    this.unfinished.add(unfinished);
  }

  private async evaluate(number: number, assignment: Assignment, policy: Policy): Promise<void> {
    const id = policyId(policy);
    const outcome = await this.outcomeOf(id, this.jobOf(number, policy));
    this.record({ number, assignment, policyId: id, outcome });
  }

  private outcomeOf(id: string, job: Job): Promise<Outcome> {
    const earlier = this.outcomes.get(id);
    const outcome = earlier
      ? earlier.then((known) => (known.status === 'failed' ? this.runJob(job) : known))
      : this.runJob(job);
    this.outcomes.set(id, outcome);
    return outcome;
  }

  private async runJob(job: Job): Promise<Outcome> {
    this.evaluating++;
    try {
      const outcome = await this.options.executor.run(job);
      this.countFailures(job.trialNumber, outcome);
      return outcome;
    } finally {
      this.evaluating--;
    }
  }

  /** Stores a finished trial; of an error only what is the same on every machine and for any number of workers. */
  private record(trial: Trial): void {
    const { outcome } = trial;
    const failure = outcome.status === 'failed' ? outcome.error : null;
    const lasting: Outcome = failure
      ? { status: 'failed', error: { kind: failure.kind, message: failure.message } }
      : outcome;
    const stored = this.options.store.record({ ...trial, outcome: lasting });
    this.history.finished(stored);
    this.options.onEvent?.({ kind: 'trial', trial: stored, failure });
  }

  private countFailures(number: number, outcome: Outcome): void {
    if (outcome.status !== 'failed') {
      this.failures = [];
      return;
    }
    this.failures.push({ number, error: outcome.error });
    if (this.failures.length >= this.options.maxFailuresInARow) this.error ??= failuresError(this.failures);
  }

  private noteError(thrown: unknown): void {
    const error = asLeewayError(thrown);
    this.stopped ||= this.options.shouldStop?.() ?? false;
    // Who asks to stop may also cancel the executor; the trials it gives up are run when the study is resumed.
    if (!(this.stopped && error.kind === 'ExecutionError')) this.error ??= error;
  }
}

function failuresError(failures: readonly Failure[]): LeewayError {
  const [first] = failures;
  return executionError(
    `${failures.length} evaluations in a row failed, the first (trial ${first.number}) with ${first.error.kind}: ` +
      `${first.error.message}; remove the cause, then resume the study`,
    fromErrorReport(first.error),
  );
}

function divergedError(number: number): LeewayError {
  return storeError(
    `trial ${number}: the stored assignment is not the one that the search suggests now, so that the study would not ` +
      'go on as it began; resume it with the Leeway version in its manifest, or start another study with --name',
  );
}
