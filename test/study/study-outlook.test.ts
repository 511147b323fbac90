import { describe, expect, it } from 'vitest';
import { dominates } from '../../src/core/pareto.js';
import { studyFront } from '../../src/study/front.js';
import { believedFront, hasConverged, studyOutlook } from '../../src/study/study-outlook.js';
import { CELL_GOALS, damageOf, KNOWN_CELLS, levelsOf, noisyTrials } from './noisy-cells.js';

describe('studyOutlook', () => {
  it('is silent without cells and without evidence', () => {
    const trials = noisyTrials(60, 0.1);
    expect(studyOutlook(trials, CELL_GOALS, { ...KNOWN_CELLS, knowledge: {} })).toBeNull();
    expect(studyOutlook(trials.slice(0, 2), CELL_GOALS, KNOWN_CELLS)).toBeNull();
    expect(hasConverged(null, 0.5)).toBe(false);
  });

  it('allows at least what the front has and what the true best designs have', () => {
    const outlook = studyOutlook(noisyTrials(120, 0.05), CELL_GOALS, KNOWN_CELLS);
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
    expect(believedFront(trials, CELL_GOALS, null)).toEqual(studyFront(trials, CELL_GOALS));
  });

  it('lies nearer to the truth than the luckiest draws, and no member of it dominates another', () => {
    const trials = noisyTrials(200, 0.8);
    const front = believedFront(trials, CELL_GOALS, studyOutlook(trials, CELL_GOALS, KNOWN_CELLS));
    const error = (members: typeof front) => {
      const errors = members.map(({ trial, objectives }) =>
        Math.log(objectives[1] / damageOf(levelsOf(trial))),
      );
      return errors.reduce((sum, value) => sum + value, 0) / errors.length;
    };
    const lucky = error(studyFront(trials, CELL_GOALS));
    expect(lucky).toBeLessThan(-0.4);
    expect(Math.abs(error(front))).toBeLessThan(Math.abs(lucky) / 2);
    for (const a of front) for (const b of front) expect(dominates(a.objectives, b.objectives)).toBe(false);
  });
});
