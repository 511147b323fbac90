import { z } from 'zod';
import { createEvolutionarySearch, evolutionSettings } from './evolution/evolutionary-search.js';
import { nichedPopulation } from './evolution/niching.js';
import { RankedTrials } from './evolution/ranked-trials.js';
import { referenceDirections } from './evolution/reference-directions.js';
import { foldTrials } from './scored-trials.js';
import type { SearchAlgorithm } from './search-algorithm.js';

export const nsga3ConfigSchema = z.strictObject({
  algorithm: z
    .literal('nsga3')
    .meta({ description: 'evolves the best trials, spread along directions; for three objectives and more' }),
  ...evolutionSettings,
});

export type Nsga3Config = z.output<typeof nsga3ConfigSchema>;

/**
 * NSGA-III (K. Deb, H. Jain, IEEE TEVC 18(4), 2014) in steady state: parents are the best `populationSize` of all
 * trials whose scores are known, by constrained non-dominated rank and nearness to evenly spread directions.
 */
export function createNsga3Search(config: Nsga3Config): SearchAlgorithm {
  const ranked = foldTrials(() => new RankedTrials());
  return createEvolutionarySearch(config, (space, trials) => {
    if (trials.length === 0) return [];
    const directions = referenceDirections(trials[0].score.objectives.length, config.populationSize);
    return nichedPopulation(space, ranked(trials).fronts(), config.populationSize, directions);
  });
}
