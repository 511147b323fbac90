import { z } from 'zod';
import { createNsga2Search, nsga2ConfigSchema } from './nsga2.js';
import type { SearchAlgorithm, SuggestRequest } from './search-algorithm.js';
import { structuredSpace } from './structured/design.js';
import { ModelCache } from './structured/model-cache.js';
import { startingDesigns } from './structured/starting-designs.js';
import { SuggestionMaker } from './structured/suggestion-maker.js';
import { designOf, usableTrials } from './structured/usable-trials.js';
import { drawUnseen, suggestUnseen } from './suggest-unseen.js';

export const leewayConfigSchema = z.strictObject({
  algorithm: z.literal('leeway').meta({
    description: 'learns what each cell does to quality and computes the fronts that follow from it',
  }),
});

/** Results that a model needs. */
const MIN_TRIALS = 4;

/**
 * The structured search: for spaces of many ordinal cells (block x segment) and a few settings, where cost is cheap or
 * exact and damage is noisy, dear and nearly additive. It begins with {@link startingDesigns}; then it fits the damage
 * model, sweeps the Lagrange multiplier for designs of least cost at each damage, and suggests the one that would add
 * most to the hypervolume of what is believed of all earlier trials, pending ones included. Part of the suggestions
 * follow draws of the posterior (Thompson sampling), and contrasts between groups of cells teach it what each one does.
 * A space without cells is searched by NSGA-II.
 */
export function createLeewaySearch(): SearchAlgorithm {
  const models = new ModelCache();
  const general = createNsga2Search(nsga2ConfigSchema.parse({ algorithm: 'nsga2' }));
  return {
    suggest: (request) =>
      request.knowledge?.cells?.length ? suggestStructured(request, models) : general.suggest(request),
  };
}

function suggestStructured(request: SuggestRequest, models: ModelCache) {
  const { space, history, knowledge } = request;
  const structured = structuredSpace(space, knowledge?.cells);
  const starts = startingDesigns(structured);
  const trials = usableTrials(structured, history);
  const pending = history.flatMap(({ assignment, result }) =>
    result === 'pending' ? [designOf(structured, assignment)] : [],
  );
  let maker: SuggestionMaker | null = null;
  return suggestUnseen(request, (stream, seen, earlier) => {
    const start = starts.find((positions) => !seen.has(positions));
    if (start) return start;
    if (trials.length < MIN_TRIALS) return drawUnseen(space, stream, seen);
    maker ??= new SuggestionMaker(models.at(structured, request, trials), trials, pending);
    return maker.next(stream, seen, earlier);
  });
}
