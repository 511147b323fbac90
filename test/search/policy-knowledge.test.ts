import { describe, expect, it } from 'vitest';
import type { SensitivityAnalysis, SensitivityCell } from '../../src/core/sensitivity.js';
import { policyCells, sensitivityPriors } from '../../src/search/policy-knowledge.js';
import type { PolicyStructure } from '../../src/search/policy-structure.js';

const structure: PolicyStructure = {
  blocks: ['in', 'mid', 'out'],
  groups: [
    { name: 'ends', blocks: [0, 2] },
    { name: 'middle', blocks: [1] },
  ],
  segments: [
    { name: 'early', first: 0, last: 1 },
    { name: 'late', first: 2, last: 5 },
  ],
  levels: [],
  rollback: null,
};

const mapCell = (block: number, segment: number, mean: number, halfWidth = 0): SensitivityCell => ({
  id: `map/${block}/${segment}`,
  dimension: 'map',
  label: '',
  blocks: [block],
  segments: [segment],
  wordErrorRate: 1e-5,
  samples: { distances: [], classChanges: null, faultyWords: [] },
  images: 4,
  distance: { mean, low: mean - halfWidth, high: mean + halfWidth },
  classChanged: null,
  exceeded: null,
});

const analysis = (
  cells: readonly SensitivityCell[],
): Pick<SensitivityAnalysis, 'blocks' | 'cells' | 'settings'> => ({
  // Another order than the policy's: blocks are matched by name.
  blocks: ['mid', 'in', 'out'],
  settings: {
    seed: 0,
    steps: 6,
    guidanceScale: 1,
    batchImages: 1,
    sites: 'all',
    segments: [
      { name: '0-3', first: 0, last: 3 },
      { name: '4-5', first: 4, last: 5 },
    ],
    wordErrorRate: 1e-5,
    distanceBound: 0.1,
    tolerance: 0.1,
  },
  cells,
});

describe('policyCells', () => {
  it('lists the cells in the order of execution', () => {
    expect(policyCells(structure).map(({ parameter }) => parameter)).toEqual([
      'point[early,ends]',
      'point[early,middle]',
      'point[late,ends]',
      'point[late,middle]',
    ]);
    expect(policyCells(structure)[2]).toMatchObject({ block: 'ends', segment: 'late' });
  });
});

describe('sensitivityPriors', () => {
  const whole = [0, 1, 2].flatMap((block) => [mapCell(block, 0, 0.1 * (block + 1)), mapCell(block, 1, 0.4)]);

  it('sums what a cell holds, by its share of the steps', () => {
    const priors = sensitivityPriors(structure, analysis(whole));
    // Steps 0-1 are half of 0-3; steps 2-5 the other half and all of 4-5. 'in' and 'out' are blocks 1 and 2 there.
    expect(Math.exp(priors.get('point[early,ends]')!.logDamage)).toBeCloseTo(0.5 * (0.2 + 0.3), 12);
    expect(Math.exp(priors.get('point[late,ends]')!.logDamage)).toBeCloseTo(0.5 * (0.2 + 0.3) + 0.8, 12);
    expect(Math.exp(priors.get('point[early,middle]')!.logDamage)).toBeCloseTo(0.05, 12);
    expect(priors.get('point[early,middle]')!.standardError).toBe(0.5);
  });

  it('trusts wide intervals less, and takes a distance within its error for that error', () => {
    const unsure = whole.map((cell) => (cell.id === 'map/0/0' ? mapCell(0, 0, 0.001, 0.196) : cell));
    const { logDamage, standardError } = sensitivityPriors(structure, analysis(unsure)).get(
      'point[early,middle]',
    )!;
    expect(Math.exp(logDamage)).toBeCloseTo(0.05, 12);
    expect(standardError).toBeCloseTo(Math.hypot(1, 0.5), 12);
  });

  it('leaves out what the map does not cover', () => {
    const partial = whole.filter(({ id }) => id !== 'map/2/1');
    expect([...sensitivityPriors(structure, analysis(partial)).keys()].sort()).toEqual([
      'point[early,ends]',
      'point[early,middle]',
      'point[late,middle]',
    ]);
  });
});
