import { inputError } from '../core/errors.js';
import { SEARCH_ALGORITHMS } from '../search/search-algorithms.js';
import { searchConfigSchema } from '../search/search-config.js';
import type { StudyConfig } from '../study/study-config.js';

/** What the command line may set in place of a search space file. */
export interface StudyOverrides {
  readonly trials?: number;
  readonly seed?: number;
  /** A search algorithm with its default settings. */
  readonly algorithm?: string;
  /** See `study.untilConverged` of the file. */
  readonly untilConverged?: number;
}

/**
 * The configuration with what the command line sets.
 *
 * @throws InputError for an algorithm that there is not
 */
export function overridden(
  config: StudyConfig,
  { trials, seed, algorithm, untilConverged }: StudyOverrides,
): StudyConfig {
  const study = {
    ...config.study,
    ...(trials !== undefined && { trials }),
    ...(seed !== undefined && { seed }),
    ...(untilConverged !== undefined && { untilConverged }),
  };
  return { ...config, study, search: algorithm === undefined ? config.search : defaultSearch(algorithm) };
}

function defaultSearch(algorithm: string) {
  const parsed = searchConfigSchema.safeParse({ algorithm });
  if (parsed.success) return parsed.data;
  throw inputError(
    `--algorithm: expected one of ${Object.keys(SEARCH_ALGORITHMS).join(', ')}, got ${algorithm}; correct the name`,
  );
}

/** The same as options of a command that repeats it. */
export function settingsOf({ trials, seed, algorithm, untilConverged }: StudyOverrides): string[] {
  const settings = { trials, seed, algorithm, 'until-converged': untilConverged };
  return Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
}
