import { z } from 'zod';
import { createEvolutionarySearch, evolutionSettings } from './evolution/evolutionary-search.js';
import { HypervolumePopulation } from './evolution/hypervolume-population.js';
import { memberOf } from './evolution/population.js';
import { foldTrials } from './scored-trials.js';
import type { SearchAlgorithm } from './search-algorithm.js';

export const smsEmoaConfigSchema = z.strictObject({
  algorithm: z
    .literal('sms-emoa')
    .meta({ description: 'evolves the trials that make up the most hypervolume' }),
  ...evolutionSettings,
});

export type SmsEmoaConfig = z.output<typeof smsEmoaConfigSchema>;

/**
 * SMS-EMOA (N. Beume, B. Naujoks, M. Emmerich, "SMS-EMOA: Multiobjective selection based on dominated hypervolume",
 * EJOR 181(3), 2007): steady state, all members alike likely to be parents.
 */
export function createSmsEmoaSearch(config: SmsEmoaConfig): SearchAlgorithm {
  const populationOf = foldTrials(() => new HypervolumePopulation(config.populationSize));
  return createEvolutionarySearch(config, (space, trials) =>
    populationOf(trials).members.map((trial) => memberOf(space, trial, 0, 0)),
  );
}
