import { hypervolume } from '../core/hypervolume.js';
import { paretoFront } from '../core/pareto.js';
import type { SuggestRequest } from './search-algorithm.js';
import { attainableHypervolume } from './structured/attainable-hypervolume.js';
import { structuredSpace } from './structured/design.js';
import { SearchModel } from './structured/search-model.js';
import { usableTrials } from './structured/usable-trials.js';

/** An evaluated trial as the model believes it to be. */
export interface BelievedTrial {
  /** The trial's number. */
  readonly number: number;
  /** As measured, but for the noisy objective: its posterior mean (on the scale of logarithms). */
  readonly objectives: readonly number[];
  /** Position of the noisy objective, and its value two standard deviations below and above. */
  readonly damageObjective: number;
  readonly interval: readonly [number, number];
}

/** How far a search has come, by its own evidence. */
export interface SearchOutlook {
  /** The Pareto front of what is believed of the trials, by rising first objective. */
  readonly front: readonly BelievedTrial[];
  readonly reference: readonly number[];
  /** Hypervolume of the believed front. */
  readonly attained: number;
  /** No set of designs has more if the model is right (see {@link attainableHypervolume}); at least `attained`. */
  readonly attainable: number;
}

/** Results below which nothing can be said. */
const MIN_TRIALS = 4;

/**
 * The front of a history by what the fitted model believes of each trial (a lucky draw of the noise is pulled back to
 * what similar trials say), and the most that the model lets any front attain. Trials that violate a constraint are
 * left out of the front. Null without cells, or with too few results.
 */
export function searchOutlook({
  space,
  history,
  seed,
  knowledge = {},
}: Omit<SuggestRequest, 'firstNumber' | 'count'>): SearchOutlook | null {
  const structured = structuredSpace(space, knowledge.cells);
  const trials = usableTrials(structured, history);
  const feasible = trials.filter(({ score }) => score.violation <= 0);
  if (structured.grid.cells.length === 0 || trials.length < MIN_TRIALS) return null;
  const model = new SearchModel(structured, knowledge, trials, seed);
  const { damageObjective, reference } = model;
  const believed = feasible.map((trial) => model.believed(trial, model.mode));
  const members = paretoFront(believed);
  const front = members.map((i): BelievedTrial => {
    const loss = believed[i][damageObjective];
    const deviation = model.logDeviation(feasible[i].design);
    const interval = [-2, 2].map((shift) => model.shiftedLoss(loss, shift, deviation));
    return {
      number: feasible[i].number,
      objectives: believed[i],
      damageObjective,
      interval: [interval[0], interval[1]],
    };
  });
  const attained = hypervolume(believed, reference);
  const designs = members.map((i) => feasible[i].design);
  return {
    front: front.sort((a, b) => a.objectives[0] - b.objectives[0] || a.number - b.number),
    reference,
    attained,
    attainable: Math.max(attained, attainableHypervolume(model, designs)),
  };
}
