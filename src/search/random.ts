import { z } from 'zod';
import type { SearchAlgorithm } from './search-algorithm.js';
import { drawUnseen, suggestUnseen } from './suggest-unseen.js';

export const randomConfigSchema = z.strictObject({
  algorithm: z.literal('random').meta({ description: 'draws uniformly, without repeating an assignment' }),
});

/**
 * Uniform sampling without repetition (uniform as long as most of the space is unseen). It ignores scores and anchors:
 * the floor for every other algorithm.
 */
export function createRandomSearch(): SearchAlgorithm {
  return {
    suggest: (request) => suggestUnseen(request, (stream, seen) => drawUnseen(request.space, stream, seen)),
  };
}
