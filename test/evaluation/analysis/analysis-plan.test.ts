import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAnalysis } from '../../../src/evaluation/analysis/analysis-plan.js';
import { equalSegments } from '../../../src/evaluation/analysis/equal-segments.js';
import type { Injection } from '../../../src/evaluation/analysis/injection.js';
import { pairsOf } from '../../../src/evaluation/analysis/pair-targets.js';
import { everyGemm, smallWorkload } from './workload.js';

const WORKLOAD = smallWorkload();
const settings = { segments: equalSegments(6, 3), wordErrorRate: 1e-3 };
const plan = planAnalysis({ workload: WORKLOAD, struck: everyGemm(WORKLOAD), settings });

/** Every (product, step) that an injection strikes. */
const sitesOf = ({ places }: Injection): string[] =>
  places
    .flatMap(({ gemms, firstStep, lastStep }) =>
      gemms.flatMap((gemm) =>
        Array.from({ length: lastStep - firstStep + 1 }, (_, i) => `${gemm}/${firstStep + i}`),
      ),
    )
    .sort();

const cellsOf = (dimension: string) => plan.cells.filter(({ target }) => target.dimension === dimension);
const injectionOf = (id: string) => {
  const cell = plan.cells.find(({ target }) => target.id === id);
  if (!cell) throw new Error(`no cell ${id}`);
  return cell.injection;
};

const ALL_SITES = WORKLOAD.gemms
  .flatMap(({ index }) => [0, 1, 2, 3, 4, 5].map((step) => `${index}/${step}`))
  .sort();

describe('analysis plan', () => {
  it.each(['map', 'block', 'segment', 'layer', 'site'])('cuts the sites into parts by %s', (dimension) => {
    expect(
      cellsOf(dimension)
        .flatMap(({ injection }) => sitesOf(injection))
        .sort(),
    ).toEqual(ALL_SITES);
  });

  it.each(['bit', 'magnitude'])('strikes every site by %s', (dimension) => {
    for (const { injection } of cellsOf(dimension)) expect(sitesOf(injection)).toEqual(ALL_SITES);
  });

  it('has a target for each of 31 bits and unique ids', () => {
    expect(cellsOf('bit').map(({ injection }) => injection.error)).toEqual(
      Array.from({ length: 31 }, (_, bit) => ({ kind: 'flip', lowest: bit, highest: bit })),
    );
    const ids = [...plan.cells.map(({ target }) => target.id), ...plan.spread.map(({ id }) => id)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('strikes with a pair what its parts strike, at their rate', () => {
    const pairs = [...cellsOf('blockPair'), ...cellsOf('segmentPair')];
    expect(pairs.length).toBeGreaterThan(4);
    for (const { target, injection } of pairs) {
      const parts = (target.parts ?? []).map(injectionOf);
      expect(sitesOf(injection)).toEqual(parts.flatMap(sitesOf).sort());
      for (const part of parts) expect(part.wordErrorRate).toBe(injection.wordErrorRate);
    }
  });

  it('lowers the rate by the number of map cells that a place spans', () => {
    const rate = (dimension: string) => cellsOf(dimension)[0].injection.wordErrorRate;
    expect(['map', 'block', 'segment', 'layer', 'site', 'bit'].map(rate)).toEqual([
      1e-3, 3.3e-4, 2.5e-4, 8.3e-5, 3.3e-4, 8.3e-5,
    ]);
  });

  it('leaves out blocks in which nothing is struck', () => {
    const some = planAnalysis({ workload: WORKLOAD, struck: new Set([2, 3, 6]), settings });
    const blocks = some.cells.filter(({ target }) => target.dimension === 'block');
    expect(blocks.map(({ target }) => target.label)).toEqual(['second', 'fourth']);
  });

  it('follows single errors from products that may be struck', () => {
    expect(plan.spread.map(({ gemm, step }) => [gemm, step])).toEqual([
      [1, 0],
      [1, 3],
      [3, 0],
      [3, 3],
      [5, 0],
      [5, 3],
    ]);
  });
});

describe('equal segments', () => {
  it('hold every step once, in order, with lengths that differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }), (steps, count) => {
        const segments = equalSegments(steps, count);
        const held = segments.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, i) => first + i),
        );
        expect(held).toEqual(Array.from({ length: steps }, (_, i) => i));
        const lengths = segments.map(({ first, last }) => last - first + 1);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        expect(segments.length).toBe(Math.min(count, steps));
      }),
    );
  });
});

describe('pairs', () => {
  it('are ordered, distinct and within the places', () => {
    for (let count = 0; count < 20; count++) {
      const pairs = pairsOf(count);
      expect(new Set(pairs.map(String)).size).toBe(pairs.length);
      for (const [i, j] of pairs) expect(i < j && i >= 0 && j < count).toBe(true);
    }
    expect(pairsOf(2)).toEqual([[0, 1]]);
    expect(pairsOf(14)).toEqual([
      [0, 1],
      [0, 7],
      [0, 13],
      [1, 7],
      [1, 13],
      [7, 8],
      [7, 13],
    ]);
  });
});
