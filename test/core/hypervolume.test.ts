import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume, hypervolumeContributions, hypervolumeGain } from '../../src/core/hypervolume.js';

const SIDE = 4;

/** Counts the unit cells between integer points and the reference (SIDE, ..., SIDE). */
function countCells(points: readonly (readonly number[])[], objectives: number): number {
  const cells = Array.from({ length: SIDE ** objectives }, (_, cell) =>
    Array.from({ length: objectives }, (_, k) => Math.floor(cell / SIDE ** k) % SIDE),
  );
  return cells.filter((cell) => points.some((point) => point.every((x, k) => x <= cell[k]))).length;
}

const integerPoints = fc
  .integer({ min: 1, max: 5 })
  .chain((m) => fc.array(fc.array(fc.integer({ min: 0, max: SIDE + 1 }), { minLength: m, maxLength: m })));

const realPoints = (objectives: number) =>
  fc.array(
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: objectives, maxLength: objectives }),
    { maxLength: 12 },
  );

describe('hypervolume', () => {
  it('agrees with counting cells, for one to five objectives', () => {
    fc.assert(
      fc.property(integerPoints, (points) => {
        const objectives = points[0]?.length ?? 1;
        const inside = points.filter((point) => point.every((x) => x < SIDE));
        expect(hypervolume(points, Array(objectives).fill(SIDE))).toBe(countCells(inside, objectives));
      }),
      { numRuns: 300 },
    );
  });

  it('is the product of the sides for one point', () => {
    expect(hypervolume([[0.25]], [1])).toBe(0.75);
    expect(hypervolume([[0, 0.5]], [2, 1])).toBe(1);
    expect(hypervolume([[0, 0.5, -1]], [2, 1, 1])).toBe(2);
    expect(hypervolume([[0, 0.5, -1, 3]], [2, 1, 1, 4.5])).toBe(3);
  });

  it('approaches the closed form of the fronts of ZDT1, ZDT2 and DTLZ2 from below', () => {
    const xs = Array.from({ length: 2001 }, (_, i) => i / 2000);
    const zdt1 = hypervolume(
      xs.map((x) => [x, 1 - Math.sqrt(x)]),
      [11, 11],
    );
    const zdt2 = hypervolume(
      xs.map((x) => [x, 1 - x * x]),
      [11, 11],
    );
    expect(zdt1).toBeLessThan(120 + 2 / 3);
    expect(zdt1).toBeGreaterThan(120 + 2 / 3 - 1e-3);
    expect(zdt2).toBeLessThan(120 + 1 / 3);
    expect(zdt2).toBeGreaterThan(120 + 1 / 3 - 1e-3);

    const angles = Array.from({ length: 41 }, (_, i) => (i * Math.PI) / 80);
    const sphere = angles.flatMap((a) =>
      angles.map((b) => [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)]),
    );
    const dtlz2 = hypervolume(sphere, [1.1, 1.1, 1.1]);
    expect(dtlz2).toBeLessThan(1.331 - Math.PI / 6);
    expect(dtlz2).toBeGreaterThan(0.95 * (1.331 - Math.PI / 6));
  });

  it('covers all unit cells but the origin when the points are the unit vectors, in up to six objectives', () => {
    for (const m of [2, 3, 4, 5, 6]) {
      const vectors = Array.from({ length: m }, (_, i) =>
        Array.from({ length: m }, (_, k) => (i === k ? 1 : 0)),
      );
      expect(hypervolume(vectors, Array(m).fill(2))).toBe(2 ** m - 1);
    }
  });

  it('grows by the factor of an objective in which all points are equal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(realPoints), (points) => {
        const m = points[0]?.length ?? 1;
        const flat = hypervolume(points, Array(m).fill(1));
        const raised = hypervolume(
          points.map((point) => [0.5, ...point]),
          Array(m + 1).fill(1),
        );
        expect(raised).toBeCloseTo(flat / 2, 12);
      }),
    );
  });

  it('does not depend on the order of points or objectives, nor on dominated points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }).chain(realPoints), (points) => {
        const m = points[0]?.length ?? 2;
        const reference = Array(m).fill(1);
        const expected = hypervolume(points, reference);
        const worse = points.map((point) => point.map((x) => (x + 1) / 2));
        expect(hypervolume([...points.toReversed(), ...worse, ...points], reference)).toBeCloseTo(
          expected,
          12,
        );
        expect(
          hypervolume(
            points.map((point) => point.toReversed()),
            reference,
          ),
        ).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('gives nothing for points at or beyond the reference, for points that are not finite, and for none', () => {
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(
      hypervolume(
        [
          [1, 0],
          [0, 1.5],
          [Number.NaN, 0],
          [-Infinity, 0],
        ],
        [1, 1],
      ),
    ).toBe(0);
    expect(
      hypervolume(
        [
          [1, 0, 0],
          [0.5, 0.5, 0.5],
          [0, 0, Number.NaN],
        ],
        [1, 1, 1],
      ),
    ).toBe(0.125);
  });
});

describe('hypervolumeContributions and hypervolumeGain', () => {
  it('are what the hypervolume loses or gains', () => {
    fc.assert(
      fc.property(integerPoints, (points) => {
        const reference = Array(points[0]?.length ?? 1).fill(SIDE);
        const all = hypervolume(points, reference);
        const contributions = hypervolumeContributions(points, reference);
        points.forEach((point, i) => {
          const others = points.toSpliced(i, 1);
          expect(contributions[i]).toBe(all - hypervolume(others, reference));
          expect(hypervolumeGain(point, others, reference)).toBe(contributions[i]);
        });
      }),
      { numRuns: 200 },
    );
  });
});
