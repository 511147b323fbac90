import { z } from 'zod';
import type { RandomStream } from '../core/random-stream.js';
import { isActive } from './conditions.js';
import { encoded } from './encoded-assignments.js';
import { nextAnchor } from './evolution/evolutionary-search.js';
import { RankedTrials } from './evolution/ranked-trials.js';
import { foldTrials, type ScoredTrial, scoredTrials } from './scored-trials.js';
import type { SearchAlgorithm } from './search-algorithm.js';
import type { Positions, SearchSpace } from './search-space.js';
import { drawUnseen, suggestUnseen } from './suggest-unseen.js';
import { goodTrials } from './tpe/good-trials.js';
import { type ParameterDensity, parameterDensity } from './tpe/parameter-density.js';
import { tally } from './tpe/tally.js';

export const tpeConfigSchema = z.strictObject({
  algorithm: z.literal('tpe').meta({
    description: 'prefers values that are more frequent among the best trials than among the others',
  }),
  initialTrials: z.int().min(2).default(10).meta({
    description: 'anchors and random trials that start the search',
  }),
});

export type TpeConfig = z.output<typeof tpeConfigSchema>;

/** Share of the trials that count as good. */
const GOOD_SHARE = 0.12;
/** Positions drawn for each parameter, of which the most promising one is taken. */
const CANDIDATES = 24;
/** How often a suggestion is made anew while it is a seen one. */
const ATTEMPTS = 8;

/**
 * Multi-objective tree-structured Parzen estimator (Y. Ozaki et al., JAIR 73, 2022), in the form that Optuna 5 has: the
 * best eighth of the trials, all weighing the same, against the others; each parameter by itself. Trials under way and
 * rejected ones count among the others, so that suggestions keep away from them.
 */
export function createTpeSearch(config: TpeConfig): SearchAlgorithm {
  const ranked = foldTrials(() => new RankedTrials());
  return {
    suggest(request) {
      const { space, history } = request;
      const trials = scoredTrials(history);
      const good = goodTrials(ranked(trials).fronts(), Math.ceil(GOOD_SHARE * trials.length));
      const split = splitPositions(
        request.space,
        history.map(({ assignment }) => assignment),
        good,
      );
      return suggestUnseen(request, (stream, seen, earlier) => {
        const beginning = seen.size < config.initialTrials;
        const anchor = beginning ? nextAnchor(space, seen) : undefined;
        if (anchor) return anchor;
        if (beginning || good.size === 0) return drawUnseen(space, stream, seen);
        const densities = densityPairs(space, split.good, [...split.others, ...earlier]);
        let positions = mostPromising(space, densities, stream);
        for (let attempt = 1; attempt < ATTEMPTS && seen.has(positions); attempt++) {
          positions = mostPromising(space, densities, stream);
        }
        return positions;
      });
    },
  };
}

interface Split {
  readonly good: readonly Positions[];
  readonly others: readonly Positions[];
}

function splitPositions(
  space: SearchSpace,
  assignments: readonly ScoredTrial['assignment'][],
  good: ReadonlySet<ScoredTrial>,
): Split {
  const best = new Set([...good].map(({ assignment }) => assignment));
  const positionsOf = (assignment: ScoredTrial['assignment']) => encoded(space, assignment).positions;
  return {
    good: assignments.filter((assignment) => best.has(assignment)).map(positionsOf),
    others: assignments.filter((assignment) => !best.has(assignment)).map(positionsOf),
  };
}

/** A parameter's distributions among good trials and among others. */
interface DensityPair {
  readonly good: ParameterDensity;
  readonly others: ParameterDensity;
}

/** Of the trials in which a parameter counts. */
function densityPairs(
  space: SearchSpace,
  good: readonly Positions[],
  others: readonly Positions[],
): DensityPair[] {
  return space.parameters.map((parameter, p) => ({
    good: parameterDensity(parameter, tally(parameter, good, p)),
    others: parameterDensity(parameter, tally(parameter, others, p)),
  }));
}

function mostPromising(
  space: SearchSpace,
  densities: readonly DensityPair[],
  stream: RandomStream,
): Positions {
  const positions: number[] = [];
  densities.forEach(({ good, others }, p) => {
    if (!isActive(space, positions, p)) {
      positions.push(Number.NaN);
      return;
    }
    let best = Number.NaN;
    let highest = -Infinity;
    for (let i = 0; i < CANDIDATES; i++) {
      const candidate = good.sample(stream);
      const ratio = good.likelihood(candidate) / others.likelihood(candidate);
      if (ratio <= highest) continue;
      best = candidate;
      highest = ratio;
    }
    positions.push(best);
  });
  return positions;
}
