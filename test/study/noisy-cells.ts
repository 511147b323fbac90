import { RandomStream } from '../../src/core/random-stream.js';
import type { Trial } from '../../src/core/trial.js';
import { createSearchSpace } from '../../src/search/search-space.js';

const CELLS = Array.from({ length: 6 }, (_, i) => ({ parameter: `p${i}`, block: `b${i}`, segment: 's' }));
const SPACE = createSearchSpace(
  CELLS.map(({ parameter }) => ({ name: parameter, kind: 'ordinal', values: [0, 1, 2, 3] })),
);
export const CELL_GOALS = {
  objectives: [
    { metric: 'energyJ', direction: 'minimise' },
    { metric: 'perceptualDistance', direction: 'minimise' },
  ],
  constraints: [],
} as const;

export const levelsOf = ({ assignment }: Pick<Trial, 'assignment'>) =>
  CELLS.map(({ parameter }) => Number(assignment[parameter]));
export const energyOf = (levels: readonly number[]) =>
  levels.reduce((sum, level) => sum + 1 - 0.2 * level, 0);
export const damageOf = (levels: readonly number[]) =>
  levels.reduce((sum, level, i) => sum + 0.001 * (1 + i) * 10 ** level, 0);

/** Trials whose distance is the true damage times noise of the given deviation (natural logarithm). */
export function noisyTrials(count: number, deviation: number): Trial[] {
  const stream = new RandomStream(3, 'bootstrap');
  return Array.from({ length: count }, (_, number) => {
    const assignment = Object.fromEntries(CELLS.map(({ parameter }) => [parameter, stream.integer(4)]));
    const levels = levelsOf({ assignment });
    const perceptualDistance = damageOf(levels) * Math.exp(deviation * stream.normal());
    return {
      number,
      assignment,
      policyId: JSON.stringify(levels),
      outcome: {
        status: 'scored',
        metrics: { energyJ: energyOf(levels), perceptualDistance },
        standardErrors: { perceptualDistance: deviation * perceptualDistance },
        diagnostics: {},
      },
    };
  });
}

/** The space of those trials, and what a search may know of it. */
export const KNOWN_CELLS = {
  space: SPACE,
  seed: 1,
  knowledge: {
    cells: CELLS,
    exact: (assignment: Trial['assignment']) => [energyOf(levelsOf({ assignment })), null],
    reference: [6.5, 80],
  },
};
