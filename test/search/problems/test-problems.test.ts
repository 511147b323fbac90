import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../src/core/hypervolume.js';
import { mulberryNormals } from '../../../src/search/problems/mulberry32.js';
import { TEST_PROBLEMS } from '../../../src/search/problems/test-problems.js';
import {
  VOLT140_DAMAGE,
  VOLT140_ENERGY,
  VOLT140_REFERENCE,
  volt140,
  volt140Design,
  volt140Objectives,
  volt140Seeded,
  volt140Uniform,
} from '../../../src/search/problems/volt140.js';

const constants: { w: number[]; c: number[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/volt140-constants.json', import.meta.url), 'utf8'),
);

const values: {
  uniform: { level: number; tau: number; k: number; objectives: number[] }[];
  mixed: { tau: number; k: number; objectives: number[] };
  hypervolumes: Record<string, number>;
  noise: number[];
} = JSON.parse(readFileSync(new URL('../../fixtures/volt140-values.json', import.meta.url), 'utf8'));

const expectClose = (actual: readonly number[], expected: readonly number[], tolerance = 1e-10) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, k) => {
    expect(Math.abs(value - expected[k])).toBeLessThan(tolerance);
  });
};

const at = (...x: number[]) => Object.fromEntries(x.map((value, i) => [`x${i + 1}`, value]));
const rest = (first: readonly number[], value: number, count: number) =>
  at(...first, ...Array<number>(count - first.length).fill(value));

describe('zdt and dtlz', () => {
  const { zdt1, zdt2, zdt3, zdt4, zdt6, dtlz2, dtlz7 } = TEST_PROBLEMS;

  it('have as many numbers, and the bounds, of their definitions', () => {
    const counts = [zdt1, zdt2, zdt3, zdt4, zdt6, dtlz2, dtlz7].map(({ space }) => space.parameters.length);
    expect(counts).toEqual([30, 30, 30, 10, 10, 12, 22]);
    expect(zdt4.space.parameters.slice(0, 2)).toMatchObject([
      { low: 0, high: 1 },
      { low: -5, high: 5 },
    ]);
  });

  it('agree with values worked out by hand, on their fronts', () => {
    expectClose(zdt1.objectives(rest([0.25], 0, 30)), [0.25, 0.5]);
    expectClose(zdt2.objectives(rest([0.25], 0, 30)), [0.25, 0.9375]);
    expectClose(zdt3.objectives(rest([0.25], 0, 30)), [0.25, 0.5 - 0.25 * Math.sin(2.5 * Math.PI)]);
    expectClose(zdt4.objectives(rest([0.25], 0, 10)), [0.25, 0.5]);
    expectClose(zdt6.objectives(rest([0.25], 0, 10)), [1 - Math.exp(-1), 1 - (1 - Math.exp(-1)) ** 2]);
    expectClose(dtlz2.objectives(rest([0.5, 0], 0.5, 12)), [Math.SQRT1_2, 0, Math.SQRT1_2]);
    expectClose(dtlz7.objectives(rest([0, 0], 0, 22)), [0, 0, 6]);
  });

  it('and off them', () => {
    expectClose(zdt1.objectives(rest([0.25], 1, 30)), [0.25, 10 - Math.sqrt(2.5)]);
    expectClose(zdt2.objectives(rest([0.5], 1, 30)), [0.5, 10 - 0.025]);
    // g = 1 + 90 + 9 (1 - 10 cos 4 pi) = 10; and at 0.25: 91 + 9 (0.0625 + 10) = 181.5625.
    expectClose(zdt4.objectives(rest([0], 1, 10)), [0, 10]);
    expectClose(zdt4.objectives(rest([0], 0.25, 10)), [0, 181.5625]);
    expectClose(zdt6.objectives(rest([0], 1, 10)), [1, 10 - 0.1]);
    expectClose(dtlz2.objectives(rest([0, 1], 1, 12)), [0, 3.5, 0]);
    // G = 10: h = 3 - 2 (0.5 / 11)(1 + sin 1.5 pi) = 3.
    expectClose(dtlz7.objectives(rest([0.5, 0.5], 1, 22)), [0.5, 0.5, 33]);
  });

  it('measure the hypervolume of the zdt1 front up to (11, 11)', () => {
    const front = Array.from({ length: 2001 }, (_, i) => zdt1.objectives(rest([i / 2000], 0, 30)));
    const volume = hypervolume(front, zdt1.reference);
    expect(volume).toBeLessThan(120 + 2 / 3);
    expect(volume).toBeGreaterThan(120.665);
  });
});

describe('volt140', () => {
  it('has the constants of its reference implementation (Python)', () => {
    expectClose(VOLT140_DAMAGE, constants.w, 1e-15);
    expectClose(VOLT140_ENERGY, constants.c, 1e-15);
    const normal = mulberryNormals(1000);
    expectClose([normal(), normal(), normal()], values.noise, 1e-15);
  });

  it('has its check values', () => {
    for (const { level, tau, k, objectives } of values.uniform) {
      expectClose(volt140.objectives(volt140Uniform(level, tau, k)), objectives);
    }
    const levels = VOLT140_DAMAGE.map((_, s) => (3 * s + Math.floor(s / 5)) % 8);
    const { tau, k, objectives } = values.mixed;
    expectClose(volt140Objectives({ levels, tau, k }), objectives);
  });

  it('gives uniform levels the hypervolumes of the reference implementation', () => {
    const volume = (tau: number, k: number) =>
      hypervolume(
        VOLT140_DAMAGE.slice(0, 8).map((_, level) => volt140.objectives(volt140Uniform(level, tau, k))),
        VOLT140_REFERENCE,
      );
    expect(volume(0.1, 2)).toBeCloseTo(values.hypervolumes['uniform, tau 0.1, k 2'], 12);
    expect(volume(1, 10)).toBeCloseTo(values.hypervolumes['uniform, tau 1, k 10'], 12);
    const anchors = volt140Seeded.space.anchors.map((anchor) => volt140.objectives(anchor));
    expect(hypervolume(anchors, VOLT140_REFERENCE)).toBeCloseTo(
      values.hypervolumes['uniform, tau 0.1, k 2'],
      12,
    );
  });

  it('tells noisy losses, another draw each time and the same ones in every run of a seed', () => {
    const design = volt140Uniform(4, 0.1, 2);
    const [energy, loss, latency] = volt140.objectives(design);
    const observe = volt140.observations(0);
    // A factor exp(0.1 z) of the loss is 0.1 z / ln 10 of its logarithm.
    expectClose(observe(design), [energy, loss + 0.08351660353715122 / Math.LN10, latency]);
    expectClose(observe(design), [energy, loss + 0.11217910053320677 / Math.LN10, latency]);
    expect(volt140.observations(0)(design)).not.toEqual(volt140.observations(1)(design));
    expect(volt140Design(design).levels).toEqual(Array(140).fill(4));
  });
});
