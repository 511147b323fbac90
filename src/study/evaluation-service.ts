import type { Job } from '../core/job.js';
import { type Policy, policyId } from '../core/policy.js';
import type { Assignment, Outcome } from '../core/trial.js';
import type { Executor } from '../execution/executor.js';
import { type Answer, answerOf, invalidAnswer, parseLine } from './assignment-line.js';
import type { Goals } from './score.js';

export interface EvaluationServiceOptions extends Goals {
  /** Seed of noise and faults, unsigned 32-bit. */
  readonly seed: number;
  /** Images per evaluation. */
  readonly images: number;
  /** Throws an InputError for what is no assignment of the space. */
  readonly decode: (assignment: Assignment) => Policy | { readonly infeasible: string };
  readonly executor: Executor;
}

/** What a line asks for, as a policy. */
interface Decoded {
  /** Null for the line's own number. */
  readonly trialNumber: number | null;
  readonly policy: ReturnType<EvaluationServiceOptions['decode']>;
}

/**
 * Answers lines with the outcomes of the assignments on them: what a study of the same seed and images would store
 * for its trials 0, 1, 2, ..., line n being trial n. So a policy that an earlier line has evaluated gets that outcome,
 * unless that one failed. A line with a trial number of its own is evaluated in any case, under that trial's faults.
 */
export class EvaluationService {
  /** By policy: the outcome of its last evaluation, running or finished. */
  private readonly outcomes = new Map<string, Promise<Outcome>>();

  constructor(private readonly options: EvaluationServiceOptions) {}

  /**
   * Answers a line; a line that is no assignment is answered `invalid`.
   *
   * @param number of the line, from 0
   * @throws ExecutionError when the executor was cancelled or has no worker left
   */
  async answer(line: string, number: number): Promise<Answer> {
    let asked: Decoded;
    try {
      const { assignment, trialNumber } = parseLine(line);
      asked = { trialNumber, policy: this.options.decode(assignment) };
    } catch (thrown) {
      return invalidAnswer(number, thrown);
    }
    return this.evaluate(asked, number);
  }

  private async evaluate({ trialNumber: given, policy }: Decoded, number: number): Promise<Answer> {
    const trialNumber = given ?? number;
    if ('infeasible' in policy) return { trialNumber, status: 'infeasible', reason: policy.infeasible };
    const { seed, images } = this.options;
    const job = { trialNumber, policy, seed, images };
    const id = policyId(policy);
    const outcome = await (given === null ? this.outcomeOf(id, job) : this.run(job));
    return answerOf(this.options, trialNumber, id, outcome);
  }

  private outcomeOf(id: string, job: Job): Promise<Outcome> {
    const earlier = this.outcomes.get(id);
    const outcome = earlier
      ? earlier.then((known) => (known.status === 'failed' ? this.run(job) : known))
      : this.run(job);
    this.outcomes.set(id, outcome);
    return outcome;
  }

  private run(job: Job): Promise<Outcome> {
    return this.options.executor.run(job);
  }
}

/** Lines that may wait for their answers at the same time; reading pauses beyond that. */
const MOST_UNANSWERED = 1000;

/**
 * Answers lines in their order while as many as the executor takes are evaluated at the same time. Blank lines count
 * for nothing.
 *
 * @param write takes an answer; it is given the next when that has settled
 * @param onError called when `answer` or `write` has thrown, so that the lines can be ended
 * @throws what was thrown first, once the lines have ended; nothing is written after it
 */
export async function answerInOrder(
  lines: AsyncIterable<string>,
  answer: (line: string, number: number) => Promise<Answer>,
  write: (answer: Answer) => Promise<void>,
  onError: () => void,
): Promise<void> {
  const thrown: unknown[] = [];
  const unanswered: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  let number = 0;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answered = answer(line, number++);
    // It is awaited below, but may be rejected before its turn.
    answered.catch(() => undefined);
    last = last
      .then(async () => {
        const given = await answered;
        if (thrown.length === 0) await write(given);
      })
      .catch((error) => {
        thrown.push(error);
        onError();
      });
    unanswered.push(last);
    if (unanswered.length > MOST_UNANSWERED) await unanswered.shift();
  }
  await last;
  if (thrown.length > 0) throw thrown[0];
}
