import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import {
  planLooks,
  sequentialNonInferiority,
} from '../../../src/core/statistics/sequential-non-inferiority.js';
import { tTest } from '../../../src/core/statistics/t-test.js';

const noise = new RandomStream(31, 'noise');
const normals = (count: number, centre: number) =>
  Array.from({ length: count }, () => centre + noise.normal());

describe('planLooks', () => {
  it('spaces looks evenly, the last at all pairs and nearly at the level of a single one', () => {
    const looks = planLooks(100, 3);
    expect(looks.map(({ pairs }) => pairs)).toEqual([34, 67, 100]);
    expect(looks[0].level).toBeGreaterThan(looks[1].level);
    expect(looks[2].level).toBeGreaterThan(0.95);
    expect(looks[2].level).toBeLessThan(0.96);
    expect(planLooks(100, 1)).toEqual([{ pairs: 100, level: expect.closeTo(0.95, 12) }]);
  });

  it('refuses looks at less than two pairs', () => {
    expect(() => planLooks(5, 3)).toThrow('expected at least two pairs each, got 3 looks at 5 pairs');
    expect(() => planLooks(5, 0)).toThrow('got 0 looks');
  });

  it('keeps the error of five looks by t test at 5%, where five looks at 95% each would not', () => {
    const looks = planLooks(80, 5);
    const repetitions = 3000;
    let planned = 0;
    let naive = 0;
    for (let i = 0; i < repetitions; i++) {
      const worsening = normals(80, 0);
      const pValues = looks.map(
        ({ pairs }) => tTest(worsening.slice(0, pairs), { alternative: 'less' })?.pValue ?? 1,
      );
      if (pValues.some((p, look) => p < 1 - looks[look].level)) planned++;
      if (pValues.some((p) => p < 0.05)) naive++;
    }
    const tolerance = 3 * Math.sqrt((0.05 * 0.95) / repetitions);
    expect(Math.abs(planned / repetitions - 0.05)).toBeLessThan(tolerance);
    expect(naive / repetitions).toBeGreaterThan(0.1);
  });
});

describe('sequentialNonInferiority', () => {
  const looks = planLooks(90, 3);

  it('goes on from look to look while it is undecided, and says where to', () => {
    const worsening = normals(90, 0.45);
    const options = { margin: 0.5 };
    expect(sequentialNonInferiority(worsening.slice(0, 29), looks, 1, options)).toBeNull();
    const first = sequentialNonInferiority(worsening.slice(0, 40), looks, 1, options);
    expect(first).toMatchObject({ verdict: 'undecided', look: 0, count: 30, nextPairs: 60 });
    const last = sequentialNonInferiority(worsening, looks, 1, options);
    expect(last).toMatchObject({ verdict: 'undecided', look: 2, count: 90, nextPairs: null });
  });

  it('keeps the first decision, whatever comes later', () => {
    const worsening = [...normals(30, 0), ...normals(60, 5)];
    const early = sequentialNonInferiority(worsening.slice(0, 30), looks, 1, { margin: 2 });
    expect(early).toMatchObject({ verdict: 'non-inferior', look: 0, nextPairs: null });
    expect(sequentialNonInferiority(worsening, looks, 1, { margin: 2 })).toEqual(early);
  });
});
