import type { Trial } from '../core/trial.js';
import type { SuggestRequest } from '../search/search-algorithm.js';
import { type BelievedTrial, type SearchOutlook, searchOutlook } from '../search/search-outlook.js';
import { type Belief, type Candidate, firstOfEachPolicy, studyFront } from './front.js';
import { type Goals, scoreOf } from './score.js';

/** What a study's own evidence says of its trials and of what is left to gain; null where it says nothing. */
export function studyOutlook(
  trials: readonly Trial[],
  goals: Goals,
  search: Pick<SuggestRequest, 'space' | 'seed' | 'knowledge'>,
): SearchOutlook | null {
  const history = trials.map(({ number, assignment, outcome }) => ({
    number,
    assignment,
    result: scoreOf(goals, outcome),
  }));
  return searchOutlook({ ...search, history });
}

/**
 * The Pareto front by posterior means, so that no trial is on it by a lucky draw alone; the front as measured where
 * there is no outlook. By rising first objective, each policy once.
 */
export function believedFront(
  trials: readonly Trial[],
  goals: Goals,
  outlook: SearchOutlook | null,
): Candidate[] {
  if (!outlook) return studyFront(trials, goals);
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  return firstOfEachPolicy(
    outlook.front.flatMap((believed) => {
      const trial = byNumber.get(believed.number);
      return trial ? [{ trial, objectives: believed.objectives, belief: beliefOf(believed, goals) }] : [];
    }),
  );
}

/** What is believed of a trial's noisy objective, in the unit and direction of its metric. */
export function beliefOf(
  { objectives, damageObjective, interval }: BelievedTrial,
  goals: Pick<Goals, 'objectives'>,
): Belief {
  const { metric, direction } = goals.objectives[damageObjective];
  const sign = direction === 'minimise' ? 1 : -1;
  const [low, high] = interval.map((value) => sign * value).sort((a, b) => a - b);
  return { metric, mean: sign * objectives[damageObjective], low, high };
}

/** Whether the front misses less than `share` of the hypervolume that the evidence allows. */
export const hasConverged = (outlook: SearchOutlook | null, share: number): boolean =>
  outlook !== null && outlook.attained >= (1 - share) * outlook.attainable;
