import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../src/core/hypervolume.js';
import type { HistoryEntry } from '../../../src/search/search-algorithm.js';
import { searchOutlook } from '../../../src/search/search-outlook.js';
import { decodeAssignment } from '../../../src/search/search-space.js';
import { attainableHypervolume } from '../../../src/search/structured/attainable-hypervolume.js';
import { joinPositions } from '../../../src/search/structured/cell-grid.js';
import { createDesign } from '../../../src/search/structured/design.js';
import { SearchModel } from '../../../src/search/structured/search-model.js';
import { usableTrials } from '../../../src/search/structured/usable-trials.js';
import { allLevels, cellSpace, streamOf } from './cell-space.js';

const LEVELS = 3;
const REFERENCE = [1.2, 1.5, 3];

/** A toy of 6 cells and one setting: energy exact, loss noisy, latency learned. */
function toy(seed: number) {
  const { space, cells, structured } = cellSpace(3, 2, LEVELS, [
    { name: 'k', kind: 'ordinal', values: [1, 2, 4] },
  ]);
  const { grid } = structured;
  const stream = streamOf(seed);
  const weights = cells.map(() => Math.exp(stream.normal()));
  const shares = cells.map(() => (0.5 + stream.uniform()) / cells.length);
  const everything = allLevels(cells.length, LEVELS).flatMap((levels) =>
    [0, 1, 2].map((k) => joinPositions(grid, levels, [k])),
  );
  const energy = (positions: readonly number[]) =>
    cells.reduce((sum, _, s) => sum + shares[s] * (1 - 0.3 * positions[s]), 0);
  const objectives = (positions: readonly number[], normal: number) => {
    const damage = cells.reduce((sum, _, s) => sum + weights[s] * 0.02 * 4 ** positions[s], 0);
    const loss = Math.log10(0.01 + damage / (1 + positions[6])) + 0.04 * normal;
    return [energy(positions), loss, 1 + 0.2 * positions[6]];
  };
  const history = Array.from({ length: 40 }, (_, number): HistoryEntry => {
    const positions = everything[stream.integer(everything.length)];
    const result = { objectives: objectives(positions, stream.normal()), violation: 0 };
    return { number, assignment: decodeAssignment(space, positions), result };
  });
  const knowledge = {
    cells,
    reference: REFERENCE,
    exact: (assignment: Readonly<Record<string, unknown>>) => [
      energy(cells.map(({ parameter }) => Number(assignment[parameter]))),
      null,
      null,
    ],
  };
  return { space, structured, history, knowledge, everything };
}

describe('attainableHypervolume', () => {
  it.each([1, 2, 3])('is above what all designs together attain in the model, toy %i', (seed) => {
    const { structured, history, knowledge, everything } = toy(seed);
    const model = new SearchModel(structured, knowledge, usableTrials(structured, history), seed);
    const points = everything.map((positions) => {
      const { cells, settings } = createDesign(structured, positions);
      const sums = model.cellSums(cells, model.mode);
      return model.estimate(sums, settings, model.mode.logFactor(settings.values), model.mode);
    });
    const attained = hypervolume(points, REFERENCE);
    const bound = attainableHypervolume(model, []);
    expect(bound).toBeGreaterThanOrEqual(attained);
    // A bound of the whole box would say nothing.
    expect(bound).toBeLessThan(1.35 * attained);
  });
});

describe('searchOutlook', () => {
  it('gives the believed front and a bound above it', () => {
    const { space, history, knowledge } = toy(4);
    const outlook = searchOutlook({ space, history, seed: 1, knowledge })!;
    const { front, attained, attainable } = outlook;
    expect(attainable).toBeGreaterThanOrEqual(attained);
    expect(attained).toBeGreaterThan(0);
    for (const { number, objectives, interval, damageObjective } of front) {
      const { result } = history[number];
      if (typeof result === 'string') throw new Error('scored trials only');
      expect(damageObjective).toBe(1);
      expect(interval[0]).toBeLessThan(objectives[1]);
      expect(interval[1]).toBeGreaterThan(objectives[1]);
      expect([objectives[0], objectives[2]]).toEqual([result.objectives[0], result.objectives[2]]);
    }
    expect(front.map(({ objectives }) => objectives[0])).toEqual(
      front.map(({ objectives }) => objectives[0]).toSorted((a, b) => a - b),
    );
  });

  it('says nothing without cells or results', () => {
    const { space, history, knowledge } = toy(5);
    expect(searchOutlook({ space, history, seed: 1 })).toBeNull();
    expect(searchOutlook({ space, history: history.slice(0, 3), seed: 1, knowledge })).toBeNull();
  });
});
