import { z } from 'zod';
import type { SearchAlgorithm } from './search-algorithm.js';
import { SEARCH_ALGORITHMS, type SearchAlgorithmName } from './search-algorithms.js';

const [firstSchema, ...otherSchemas] = Object.values(SEARCH_ALGORITHMS).map(({ schema }) => schema);

/** The `search` section of a configuration: an algorithm's name and its settings. */
export const searchConfigSchema = z.discriminatedUnion('algorithm', [firstSchema, ...otherSchemas], {
  error: `expected algorithm: one of ${Object.keys(SEARCH_ALGORITHMS).join(', ')}`,
});

type ConfigOf = { [Name in SearchAlgorithmName]: z.output<(typeof SEARCH_ALGORITHMS)[Name]['schema']> };

export type SearchConfig = ConfigOf[SearchAlgorithmName];

/** The search algorithm that a configuration asks for. */
export function createSearchAlgorithm<Name extends SearchAlgorithmName>(
  config: ConfigOf[Name] & { readonly algorithm: Name },
): SearchAlgorithm {
  const factories: { readonly [N in SearchAlgorithmName]: { create(config: ConfigOf[N]): SearchAlgorithm } } =
    SEARCH_ALGORITHMS;
  return factories[config.algorithm].create(config);
}
