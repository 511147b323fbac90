import { describe, expect, it } from 'vitest';
import { dominates } from '../../src/core/pareto.js';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Trial } from '../../src/core/trial.js';
import { createSearchSpace } from '../../src/search/search-space.js';
import { studyFront } from '../../src/study/front.js';
import { believedFront, hasConverged, studyOutlook } from '../../src/study/study-outlook.js';

const CELLS = Array.from({ length: 6 }, (_, i) => ({ parameter: `p${i}`, block: `b${i}`, segment: 's' }));
const SPACE = createSearchSpace(
  CELLS.map(({ parameter }) => ({ name: parameter, kind: 'ordinal', values: [0, 1, 2, 3] })),
);
const GOALS = {
  objectives: [
    { metric: 'energyJ', direction: 'minimise' },
    { metric: 'perceptualDistance', direction: 'minimise' },
  ],
  constraints: [],
} as const;

const levelsOf = ({ assignment }: Pick<Trial, 'assignment'>) =>
  CELLS.map(({ parameter }) => Number(assignment[parameter]));
const energyOf = (levels: readonly number[]) => levels.reduce((sum, level) => sum + 1 - 0.2 * level, 0);
const damageOf = (levels: readonly number[]) =>
  levels.reduce((sum, level, i) => sum + 0.001 * (1 + i) * 10 ** level, 0);

/** Trials whose distance is the true damage times noise of the given deviation (natural logarithm). */
function noisyTrials(count: number, deviation: number): Trial[] {
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

const search = {
  space: SPACE,
  seed: 1,
  knowledge: {
    cells: CELLS,
    exact: (assignment: Trial['assignment']) => [energyOf(levelsOf({ assignment })), null],
    reference: [6.5, 80],
  },
};

describe('studyOutlook', () => {
  it('is silent without cells and without evidence', () => {
    const trials = noisyTrials(60, 0.1);
    expect(studyOutlook(trials, GOALS, { ...search, knowledge: {} })).toBeNull();
    expect(studyOutlook(trials.slice(0, 2), GOALS, search)).toBeNull();
    expect(hasConverged(null, 0.5)).toBe(false);
  });

  it('allows at least what the front has and what the true best designs have', () => {
    const outlook = studyOutlook(noisyTrials(120, 0.05), GOALS, search);
    expect(outlook).not.toBeNull();
    if (!outlook) return;
    expect(outlook.attainable).toBeGreaterThanOrEqual(outlook.attained);
    expect(hasConverged(outlook, 0.999)).toBe(true);
    expect(hasConverged({ ...outlook, attained: 0.98 * outlook.attainable }, 0.01)).toBe(false);
    expect(hasConverged({ ...outlook, attained: 0.995 * outlook.attainable }, 0.01)).toBe(true);
  });
});

describe('believedFront', () => {
  it('is the measured front where nothing is believed', () => {
    const trials = noisyTrials(30, 0.5);
    expect(believedFront(trials, GOALS, null)).toEqual(studyFront(trials, GOALS));
  });

  it('lies nearer to the truth than the luckiest draws, and no member of it dominates another', () => {
    const trials = noisyTrials(200, 0.8);
    const front = believedFront(trials, GOALS, studyOutlook(trials, GOALS, search));
    const error = (members: typeof front) => {
      const errors = members.map(({ trial, objectives }) =>
        Math.log(objectives[1] / damageOf(levelsOf(trial))),
      );
      return errors.reduce((sum, value) => sum + value, 0) / errors.length;
    };
    const lucky = error(studyFront(trials, GOALS));
    expect(lucky).toBeLessThan(-0.4);
    expect(Math.abs(error(front))).toBeLessThan(Math.abs(lucky) / 2);
    for (const a of front) for (const b of front) expect(dominates(a.objectives, b.objectives)).toBe(false);
  });
});
