import { type Trial, totalViolation } from '../core/trial.js';
import { believedObjectives } from '../search/believed-objectives.js';
import type { SuggestRequest } from '../search/search-algorithm.js';
import { GrowingFront } from './growing-front.js';
import { type Goals, scoreOf } from './score.js';

/**
 * How the fronts of several studies of one question grew, free of the luck of single draws: each trial counts with what
 * one model, fitted to the trials of all studies, believes of it. A study of ten times the trials has ten times the lucky
 * draws, which would count as progress otherwise.
 *
 * @param studies the trials of each, by rising number
 * @param reference objective vector, as `referenceVector` gives it
 * @returns of each study the hypervolume after each trial; null where no model can be fitted
 */
export function believedTraces(
  studies: readonly (readonly Trial[])[],
  goals: Goals,
  search: Pick<SuggestRequest, 'space' | 'seed' | 'knowledge'>,
  reference: readonly number[],
): number[][] | null {
  const pooled = studies.flat().map(({ assignment, outcome }, number) => ({
    number,
    assignment,
    result: scoreOf(goals, outcome),
  }));
  const believed = believedObjectives({ ...search, history: pooled });
  if (believed.size === 0) return null;
  let first = 0;
  return studies.map((trials) => {
    const front = new GrowingFront(reference);
    const begin = first;
    first += trials.length;
    return trials.map((_, i) => {
      const point = believed.get(begin + i);
      if (point && keepsBounds(goals, point)) front.add(point);
      return front.hypervolume;
    });
  });
}

/** Whether a point keeps the constraints on objectives; of other metrics nothing is believed. */
function keepsBounds({ objectives, constraints }: Goals, point: readonly number[]): boolean {
  const natural = objectives.map(({ metric, direction }, k) => [
    metric,
    direction === 'minimise' ? point[k] : -point[k],
  ]);
  const values = Object.fromEntries(natural);
  const bounds = constraints.filter(({ metric }) => metric in values);
  return totalViolation(bounds, values) <= 0;
}
