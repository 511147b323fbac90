import { z } from 'zod';
import { createEvolutionarySearch, evolutionSettings } from './evolution/evolutionary-search.js';
import { leastCrowded } from './evolution/population.js';
import { RankedTrials } from './evolution/ranked-trials.js';
import { foldTrials } from './scored-trials.js';
import type { SearchAlgorithm } from './search-algorithm.js';

export const nsga2ConfigSchema = z.strictObject({
  algorithm: z.literal('nsga2').meta({ description: 'evolves the best trials by non-dominated sorting' }),
  ...evolutionSettings,
});

export type Nsga2Config = z.output<typeof nsga2ConfigSchema>;

/**
 * NSGA-II (Deb et al., IEEE TEVC 6(2), 2002) in steady state: parents are the best `populationSize` of all trials
 * whose scores are known, by constrained non-dominated rank and crowding distance.
 */
export function createNsga2Search(config: Nsga2Config): SearchAlgorithm {
  const ranked = foldTrials(() => new RankedTrials());
  return createEvolutionarySearch(config, (space, trials) =>
    leastCrowded(space, ranked(trials).fronts(), config.populationSize),
  );
}
