import { z } from 'zod';
import type { RandomStream } from '../core/random-stream.js';
import { type Member, selectParent, selectPopulation } from './population.js';
import type { SearchAlgorithm } from './search-algorithm.js';
import { encodeAssignment, type IndexVector, type SearchSpace } from './search-space.js';
import { drawUnseen, type SeenAssignments, suggestUnseen, UNSEEN_ATTEMPTS } from './suggest-unseen.js';
import { mutate, uniformCrossover } from './variation.js';

export const nsga2ConfigSchema = z.strictObject({
  algorithm: z.literal('nsga2').meta({ description: 'evolves the best trials by non-dominated sorting' }),
  populationSize: z.int().min(2).default(24).meta({
    description: 'how many trials start the search, and how many of the best are parents from then on',
  }),
  crossoverProbability: z.number().min(0).max(1).default(0.9).meta({
    description: 'share of suggestions that mix two parents before mutation; the others mutate one',
  }),
});

export type Nsga2Config = z.output<typeof nsga2ConfigSchema>;

/**
 * NSGA-II (Deb et al., IEEE TEVC 6(2), 2002) in steady state: the first `populationSize` trials are the space's
 * anchors, in their order, then random ones; every later trial descends from the best `populationSize` of all trials
 * whose scores are known to it, with no generations to wait for.
 */
export function createNsga2Search(config: Nsga2Config): SearchAlgorithm {
  return {
    suggest(request) {
      const { space, history } = request;
      const population = selectPopulation(space, history, config.populationSize);
      return suggestUnseen(request, (stream, seen) => {
        const beginning = seen.size < config.populationSize;
        const anchor = beginning ? nextAnchor(space, seen) : undefined;
        if (anchor) return anchor;
        if (beginning || population.length === 0) return drawUnseen(space, stream, seen);
        return breed(space, population, config.crossoverProbability, stream, seen);
      });
    },
  };
}

function nextAnchor(space: SearchSpace, seen: SeenAssignments): IndexVector | undefined {
  return space.anchors.map((anchor) => encodeAssignment(space, anchor)).find((indices) => !seen.has(indices));
}

/** A child of the population; it is mutated on, further away from its parents, while it is a seen one. */
function breed(
  { parameters }: SearchSpace,
  population: readonly Member[],
  crossoverProbability: number,
  stream: RandomStream,
  seen: SeenAssignments,
): IndexVector {
  const parent = selectParent(population, stream).indices;
  const crossed =
    stream.uniform() < crossoverProbability
      ? uniformCrossover(parent, selectParent(population, stream).indices, stream)
      : parent;
  let child = mutate(crossed, parameters, stream);
  for (let attempt = 1; attempt < UNSEEN_ATTEMPTS && seen.has(child); attempt++) {
    child = mutate(child, parameters, stream);
  }
  return child;
}
