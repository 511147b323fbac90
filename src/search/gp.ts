import { z } from 'zod';
import { encoded } from './encoded-assignments.js';
import { nextAnchor } from './evolution/evolutionary-search.js';
import { RankedTrials } from './evolution/ranked-trials.js';
import { maximiseAcquisition } from './gp/acquisition-search.js';
import { bestChild } from './gp/bred-suggestion.js';
import type { Hyperparameters } from './gp/gaussian-process.js';
import { buildSurrogate, fitSurrogate, modelledValues } from './gp/surrogate.js';
import { beginsWith, type ScoredTrial, scoredTrials } from './scored-trials.js';
import type { SearchAlgorithm } from './search-algorithm.js';
import type { SearchSpace } from './search-space.js';
import { OwenScramble } from './sobol/owen-scramble.js';
import { sobolPositions } from './sobol.js';
import { drawUnseen, suggestUnseen } from './suggest-unseen.js';

export const gpConfigSchema = z.strictObject({
  algorithm: z.literal('gp').meta({
    description:
      'models the objectives by Gaussian processes; for few, dear trials and up to about 30 parameters',
  }),
  initialTrials: z.int().min(2).default(16).meta({
    description: 'anchors and evenly spread trials that start the search',
  }),
});

export type GpConfig = z.output<typeof gpConfigSchema>;

/** Trials that are modelled at most, the best ones: what a suggestion costs rises with the cube of their number. */
const MODELLED_TRIALS = 300;

/**
 * Suggestions take turns: the best found anywhere, the best near to one of the best trials, and the best child of such
 * trials. In many dimensions a model knows little of most of the space, and would look into one unknown corner after
 * the other.
 */
const WAYS = 3;

/** How near that is, in units of each range. */
const NEAR = 0.1;

/** Hyperparameters are fitted anew when there are this many times as many trials. */
const REFIT_GROWTH = 1.1;

/**
 * Bayesian optimisation with a Gaussian process for each objective and the logarithm of the expected hypervolume
 * improvement (S. Ament et al., NeurIPS 2023). Hyperparameters are fitted at fixed numbers of scored trials, so that a
 * suggestion does not depend on which ones were asked for before.
 */
export function createGpSearch(config: GpConfig): SearchAlgorithm {
  const hyperparametersOf = rememberFit(config.initialTrials);
  return {
    suggest(request) {
      const { space, history, seed, firstNumber } = request;
      const trials = scoredTrials(history);
      const open = history.filter(({ result }) => result === 'pending');
      const underWay = open.map(({ assignment }) => encoded(space, assignment).positions);
      let number = firstNumber;
      return suggestUnseen(request, (stream, seen, earlier) => {
        const index = number++;
        if (seen.size < config.initialTrials || trials.length < 2) {
          const anchor = seen.size < config.initialTrials ? nextAnchor(space, seen) : undefined;
          return anchor ?? sobolPositions(space, index, new OwenScramble(seed), stream);
        }
        const modelled = bestTrials(trials, config.initialTrials);
        const surrogate = buildSurrogate(
          space,
          modelled,
          [...underWay, ...earlier],
          hyperparametersOf(space, trials, modelledValues(modelled).length),
          config.initialTrials,
        );
        const { map, acquisition, parents } = surrogate;
        const way = index % WAYS;
        const found =
          way === 2
            ? bestChild(space, map, acquisition, parents, stream, seen)
            : maximiseAcquisition(space, map, acquisition, parents, way === 0 ? 1 : NEAR, stream, seen);
        return found ?? drawUnseen(space, stream, seen);
      });
    },
  };
}

/** The first trials and the best others, in their order, as many as are modelled. */
function bestTrials(trials: readonly ScoredTrial[], initialTrials: number): readonly ScoredTrial[] {
  if (trials.length <= MODELLED_TRIALS) return trials;
  const ranked = new RankedTrials();
  for (const trial of trials) ranked.add(trial);
  const byRank = ranked.fronts().flatMap((front) => front.trials);
  const chosen = new Set(trials.slice(0, initialTrials));
  for (const trial of byRank) if (chosen.size < MODELLED_TRIALS) chosen.add(trial);
  return trials.filter((trial) => chosen.has(trial));
}

/** Fits to the first so many trials of a list, and keeps the last fit. */
function rememberFit(initialTrials: number) {
  let fitted: readonly ScoredTrial[] = [];
  let fit: readonly Hyperparameters[] = [];
  return (space: SearchSpace, trials: readonly ScoredTrial[], count: number): readonly Hyperparameters[] => {
    const known = trials.slice(0, fittedCount(trials.length));
    if (known.length !== fitted.length || !beginsWith(known, fitted)) {
      fitted = known;
      fit = fitSurrogate(space, bestTrials(known, initialTrials));
    }
    // A constraint that was first violated after the fit is modelled as the first objective is.
    return Array.from({ length: count }, (_, k) => fit[k] ?? fit[0]);
  };
}

/** The largest of 2, 3, ..., each about REFIT_GROWTH times the one before, that is no more than `count`. */
function fittedCount(count: number): number {
  let last = Math.min(2, count);
  for (let next = last; next <= count; next = Math.max(last + 1, Math.floor(last * REFIT_GROWTH)))
    last = next;
  return last;
}
