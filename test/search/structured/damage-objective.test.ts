import { describe, expect, it } from 'vitest';
import { damageObjective } from '../../../src/search/structured/damage-objective.js';
import { createDesign } from '../../../src/search/structured/design.js';
import { lossScale } from '../../../src/search/structured/loss-scale.js';
import { cellSpace } from './cell-space.js';

const { structured } = cellSpace(2, 1, 4);

describe('damageObjective', () => {
  const trials = [0, 1, 2, 3].map((level, number) => ({
    number,
    design: createDesign(structured, [level, level]),
    score: { objectives: [9 - level, 2, level ** 2, level], violation: 0 },
  }));

  it('is the unknown objective that rises with the levels', () => {
    expect(damageObjective(structured.grid, trials, [true, false, false, true])).toBe(2);
  });

  it('is the first unknown one where none tells more', () => {
    expect(damageObjective(structured.grid, trials.slice(0, 1), [true, false, false, false])).toBe(1);
  });
});

describe('lossScale', () => {
  it('takes objectives with negative values for decimal logarithms', () => {
    const scale = lossScale([-2, 0.5]);
    expect(scale.toLog(-2)).toBeCloseTo(Math.log(0.01), 12);
    expect(scale.fromLog(scale.toLog(0.3))).toBeCloseTo(0.3, 12);
    expect(scale.logError(0.3, 0.1)).toBeCloseTo(0.1 * Math.LN10, 12);
  });

  it('takes logarithms of losses, and of a loss of 0', () => {
    const scale = lossScale([0, 2]);
    expect(scale.toLog(0)).toBeCloseTo(Math.log(0.002), 12);
    expect(scale.fromLog(scale.toLog(1.5))).toBeCloseTo(1.5, 12);
    expect(scale.logError(1, 0.1)).toBeCloseTo(0.1 / 1.002, 12);
  });
});
