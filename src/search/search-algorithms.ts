import { createGpSearch, gpConfigSchema } from './gp.js';
import { createLeewaySearch, leewayConfigSchema } from './leeway.js';
import { createNsga2Search, nsga2ConfigSchema } from './nsga2.js';
import { createNsga3Search, nsga3ConfigSchema } from './nsga3.js';
import { createRandomSearch, randomConfigSchema } from './random.js';
import { createSmsEmoaSearch, smsEmoaConfigSchema } from './sms-emoa.js';
import { createSobolSearch, sobolConfigSchema } from './sobol.js';
import { createTpeSearch, tpeConfigSchema } from './tpe.js';

/** Every search algorithm: the schema of its configuration, and how it is made from one. */
export const SEARCH_ALGORITHMS = {
  random: { schema: randomConfigSchema, create: createRandomSearch },
  sobol: { schema: sobolConfigSchema, create: createSobolSearch },
  nsga2: { schema: nsga2ConfigSchema, create: createNsga2Search },
  nsga3: { schema: nsga3ConfigSchema, create: createNsga3Search },
  'sms-emoa': { schema: smsEmoaConfigSchema, create: createSmsEmoaSearch },
  tpe: { schema: tpeConfigSchema, create: createTpeSearch },
  gp: { schema: gpConfigSchema, create: createGpSearch },
  leeway: { schema: leewayConfigSchema, create: createLeewaySearch },
} as const;

export type SearchAlgorithmName = keyof typeof SEARCH_ALGORITHMS;
