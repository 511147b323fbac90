import type { SuggestRequest } from './search-algorithm.js';
import { structuredSpace } from './structured/design.js';
import { SearchModel } from './structured/search-model.js';
import { usableTrials } from './structured/usable-trials.js';

/** Trials that the model is fitted to at most: its price rises faster than their number. */
const MOST_FITTED = 1000;

/**
 * Objective vectors of trials by what one model, fitted to all of them (evenly thinned out where they are many), believes
 * of the noisy objective, so that trials of several studies can be compared without the luck of their draws.
 *
 * @param history scored trials of one space, from any number of studies, numbered differently
 * @returns by trial number; empty without cells
 */
export function believedObjectives({
  space,
  history,
  seed,
  knowledge = {},
}: Omit<SuggestRequest, 'firstNumber' | 'count'>): ReadonlyMap<number, readonly number[]> {
  const structured = structuredSpace(space, knowledge.cells);
  const trials = usableTrials(structured, history);
  if (structured.grid.cells.length === 0 || trials.length === 0) return new Map();
  const stride = Math.ceil(trials.length / MOST_FITTED);
  const fitted = trials.filter((_, i) => i % stride === 0);
  const model = new SearchModel(structured, knowledge, fitted, seed);
  return new Map(trials.map((trial) => [trial.number, model.believed(trial, model.mode)]));
}
