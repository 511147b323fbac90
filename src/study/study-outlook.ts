import type { Trial } from '../core/trial.js';
import type { SuggestRequest } from '../search/search-algorithm.js';
import { type SearchOutlook, searchOutlook } from '../search/search-outlook.js';
import { type Candidate, firstOfEachPolicy, studyFront } from './front.js';
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
    outlook.front.flatMap(({ number, objectives }) => {
      const trial = byNumber.get(number);
      return trial ? [{ trial, objectives }] : [];
    }),
  );
}

/** Whether the front misses less than `share` of the hypervolume that the evidence allows. */
export const hasConverged = (outlook: SearchOutlook | null, share: number): boolean =>
  outlook !== null && outlook.attained >= (1 - share) * outlook.attainable;
