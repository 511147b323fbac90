import { z } from 'zod';
import type { RandomStream } from '../core/random-stream.js';
import { completePositions } from './conditions.js';
import { drawPosition, fromUnit } from './parameter.js';
import type { SearchAlgorithm } from './search-algorithm.js';
import type { Positions, SearchSpace } from './search-space.js';
import { OwenScramble } from './sobol/owen-scramble.js';
import { SOBOL_DIMENSIONS, sobolWord } from './sobol/sobol-sequence.js';
import { suggestUnseen } from './suggest-unseen.js';

export const sobolConfigSchema = z.strictObject({
  algorithm: z
    .literal('sobol')
    .meta({ description: 'spreads trials evenly over the space, by a scrambled Sobol sequence' }),
});

/**
 * The points of a scrambled Sobol sequence, one a trial: more even than random ones, above all within few parameters.
 * It ignores scores and anchors. A space should not be much smaller than the number of trials.
 */
export function createSobolSearch(): SearchAlgorithm {
  return {
    suggest(request) {
      const scramble = new OwenScramble(request.seed);
      let number = request.firstNumber;
      return suggestUnseen(request, (stream) => sobolPositions(request.space, number++, scramble, stream));
    },
  };
}

/**
 * The assignment at a point of the sequence. Parameters beyond the dimensions of the table are drawn at random.
 *
 * @param index of the point, from 0
 */
export function sobolPositions(
  space: SearchSpace,
  index: number,
  scramble: OwenScramble,
  stream: RandomStream,
): Positions {
  const positions = space.parameters.map((parameter, p) => {
    if (p >= SOBOL_DIMENSIONS) return drawPosition(parameter, stream);
    return fromUnit(parameter, (scramble.scramble(sobolWord(index, p), p) + 0.5) / 2 ** 32);
  });
  return completePositions(space, positions, stream);
}
