import { z } from 'zod';
import type { RandomStream } from '../../core/random-stream.js';
import { completePositions } from '../conditions.js';
import { encoded } from '../encoded-assignments.js';
import { type ScoredTrial, scoredTrials } from '../scored-trials.js';
import type { SearchAlgorithm } from '../search-algorithm.js';
import type { Positions, SearchSpace } from '../search-space.js';
import { drawUnseen, type SeenAssignments, suggestUnseen, UNSEEN_ATTEMPTS } from '../suggest-unseen.js';
import { CROSSOVERS, groupedCrossover } from './grouped-crossover.js';
import { type Member, selectParent } from './population.js';
import { mutate, uniformCrossover } from './variation.js';

/** Settings that all evolutionary algorithms share. */
export const evolutionSettings = {
  populationSize: z.int().min(2).default(24).meta({
    description: 'how many trials start the search, and how many of the best are parents from then on',
  }),
  crossoverProbability: z.number().min(0).max(1).default(0.9).meta({
    description: 'share of suggestions that mix two parents before mutation; the others mutate one',
  }),
  crossover: z.enum(CROSSOVERS).default('uniform').meta({
    description:
      "how parents are mixed: parameter by parameter, or 'grouped': whole segments and whole blocks as well",
  }),
};

export type EvolutionConfig = z.output<z.ZodObject<typeof evolutionSettings>>;

/** The trials that may become parents, at most the population's size; none only when no trial is scored. */
export type Survivors = (space: SearchSpace, trials: readonly ScoredTrial[]) => readonly Member[];

/**
 * An evolutionary algorithm in steady state: the first `populationSize` trials are the space's anchors, in their
 * order, then random ones; every later trial descends from the survivors among the trials whose scores are known to
 * it, with no generations to wait for.
 */
export function createEvolutionarySearch(config: EvolutionConfig, survivors: Survivors): SearchAlgorithm {
  return {
    suggest(request) {
      const { space, history } = request;
      const population = survivors(space, scoredTrials(history));
      return suggestUnseen(request, (stream, seen) => {
        const beginning = seen.size < config.populationSize;
        const anchor = beginning ? nextAnchor(space, seen) : undefined;
        if (anchor) return anchor;
        if (beginning || population.length === 0) return drawUnseen(space, stream, seen);
        return breed(space, population, config, stream, seen);
      });
    },
  };
}

/** The first anchor that was not seen. */
export function nextAnchor(space: SearchSpace, seen: SeenAssignments): Positions | undefined {
  return space.anchors
    .map((anchor) => encoded(space, anchor).positions)
    .find((positions) => !seen.has(positions));
}

/** A child of the population; it is mutated on, further away from its parents, while it is a seen one. */
function breed(
  space: SearchSpace,
  population: readonly Member[],
  { crossoverProbability, crossover }: EvolutionConfig,
  stream: RandomStream,
  seen: SeenAssignments,
): Positions {
  const { parameters } = space;
  const parent = selectParent(population, stream).positions;
  const cross = crossover === 'grouped' ? groupedCrossover : uniformCrossover;
  const crossed =
    stream.uniform() < crossoverProbability
      ? cross(parent, selectParent(population, stream).positions, parameters, stream)
      : parent;
  const mutant = (positions: Positions) =>
    completePositions(space, mutate(completePositions(space, positions, stream), parameters, stream), stream);
  let child = mutant(crossed);
  for (let attempt = 1; attempt < UNSEEN_ATTEMPTS && seen.has(child); attempt++) child = mutant(child);
  return child;
}
