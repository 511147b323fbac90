import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../../src/core/trial.js';
import { tableSum } from '../../../src/search/structured/cell-features.js';
import { joinPositions } from '../../../src/search/structured/cell-grid.js';
import { createDesign, settingPart } from '../../../src/search/structured/design.js';
import { exactCosts } from '../../../src/search/structured/exact-costs.js';
import { cellSpace, streamOf } from './cell-space.js';

const { cells, structured } = cellSpace(2, 2, 4, [
  { name: 'k', kind: 'integer', low: 1, high: 9, scale: 'linear' },
]);
const { grid } = structured;

/** Additive in the cells, times a factor of the setting; the second objective is not known. */
const exact = (assignment: Assignment) => {
  const sum = cells.reduce(
    (total, { parameter }, s) => total + (s + 1) / (1 + Number(assignment[parameter])),
    0,
  );
  return [sum * (1 + 0.1 * Number(assignment.k)), null];
};

describe('exactCosts', () => {
  const costs = exactCosts(structured, exact, 2);

  it('estimates a product of cells and settings without error', () => {
    const stream = streamOf(1);
    for (let i = 0; i < 20; i++) {
      const levels = Uint8Array.from(grid.cells, () => stream.integer(4));
      const settings = [1 + stream.integer(9)];
      const sums = [tableSum(costs.cellCosts[0]!, grid.levels, levels), 0];
      const [estimate, unknown] = costs.fromCells(sums, settingPart(structured, settings));
      const design = createDesign(structured, joinPositions(grid, levels, settings));
      const [value] = costs.values(design);
      expect(estimate).toBeCloseTo(value!, 10);
      expect(unknown).toBeNull();
    }
  });

  it('knows nothing without a function', () => {
    const none = exactCosts(structured, undefined, 3);
    expect(none.values(createDesign(structured, [0, 0, 0, 0, 1]))).toEqual([null, null, null]);
    expect(none.cellCosts).toEqual([null, null, null]);
  });
});
