import { bugError } from '../errors.js';
import { RandomStream } from '../random-stream.js';
import { lookLevels } from './alpha-spending.js';
import { type NonInferiority, type NonInferiorityOptions, nonInferiority } from './non-inferiority.js';

/** One look at the data: how many pairs it sees, and the level of its one-sided bounds. */
export interface Look {
  readonly pairs: number;
  readonly level: number;
}

/**
 * Evenly spaced looks at a growing evaluation, fixed before it starts. Their levels together keep the confidence of
 * the whole procedure ({@link lookLevels}).
 *
 * @param mostPairs pairs at the last look, for example `pairsForNonInferiority`
 * @param looks integer in 1..mostPairs/2
 * @param level one-sided confidence of the procedure, in (0.5, 1)
 */
export function planLooks(mostPairs: number, looks: number, level = 0.95): readonly Look[] {
  if (!(Number.isInteger(looks) && looks >= 1 && mostPairs >= 2 * looks)) {
    throw bugError(`looks: expected at least two pairs each, got ${looks} looks at ${mostPairs} pairs`);
  }
  const pairs = Array.from({ length: looks }, (_, i) => Math.ceil((mostPairs * (i + 1)) / looks));
  const levels = lookLevels(
    pairs.map((seen) => seen / mostPairs),
    1 - level,
  );
  return pairs.map((seen, i) => ({ pairs: seen, level: levels[i] }));
}

export interface SequentialNonInferiority extends NonInferiority {
  /** The look, from 0, that the result is of: the first that decides, or the last that has its pairs. */
  readonly look: number;
  /** Pairs that the next look needs; null where the procedure is over. */
  readonly nextPairs: number | null;
}

/**
 * {@link nonInferiority} at each look that has its pairs, until one decides. Depends on the worsenings alone: called
 * again with more of them it repeats the looks of before, so a run can be stopped and resumed. The last look may
 * leave it undecided, which is then the result.
 *
 * @param worsening per image in the order of the evaluation
 * @param seed of the bootstrap
 * @returns null before the first look
 */
export function sequentialNonInferiority(
  worsening: readonly number[],
  looks: readonly Look[],
  seed: number,
  options: Omit<NonInferiorityOptions, 'level'>,
): SequentialNonInferiority | null {
  const reached = looks.filter(({ pairs }) => pairs <= worsening.length);
  for (const [look, { pairs, level }] of reached.entries()) {
    const stream = new RandomStream(seed, 'bootstrap', { trial: look });
    const result = nonInferiority(worsening.slice(0, pairs), stream, { ...options, level });
    const decided = result.verdict !== 'undecided';
    if (decided || look === reached.length - 1) {
      return { ...result, look, nextPairs: decided ? null : (looks[look + 1]?.pairs ?? null) };
    }
  }
  return null;
}
