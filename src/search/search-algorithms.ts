import { createNsga2Search, nsga2ConfigSchema } from './nsga2.js';
import { createRandomSearch, randomConfigSchema } from './random.js';

/** Every search algorithm: the schema of its configuration, and how it is made from one. */
export const SEARCH_ALGORITHMS = {
  random: { schema: randomConfigSchema, create: createRandomSearch },
  nsga2: { schema: nsga2ConfigSchema, create: createNsga2Search },
} as const;

export type SearchAlgorithmName = keyof typeof SEARCH_ALGORITHMS;
