import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { nonInferiority } from '../../../src/core/statistics/non-inferiority.js';
import { mean } from '../../../src/core/statistics/summary.js';
import { meanInterval } from '../../../src/core/statistics/t-test.js';

const stream = (trial = 0) => new RandomStream(7, 'bootstrap', { trial });
const noise = new RandomStream(17, 'noise');
const normals = (count: number, centre: number) =>
  Array.from({ length: count }, () => centre + noise.normal());

describe('nonInferiority', () => {
  it('judges by where the bounds lie, whatever the margin', () => {
    const worsening = normals(40, 0.2);
    for (const margin of [0, 0.1, 0.2, 0.4, 0.6, 1]) {
      const { verdict, bounds, pValue } = nonInferiority(worsening, stream(), { margin });
      if (!bounds || pValue === null) throw new Error('bounds expected');
      expect(verdict === 'non-inferior').toBe(bounds.high < margin);
      expect(verdict === 'inferior').toBe(bounds.low > margin);
      if (verdict === 'non-inferior') expect(pValue).toBeLessThan(0.05);
    }
    expect(nonInferiority(worsening, stream(), { margin: 1 }).verdict).toBe('non-inferior');
    expect(nonInferiority(worsening, stream(), { margin: -1 }).verdict).toBe('inferior');
  });

  it('takes one-sided t bounds: the ends of the two-sided 90% interval are those of 95%', () => {
    const worsening = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    // R: t.test(extra ~ group, paired, alternative = "less", mu = 2.5)$conf.int ends at 2.293005.
    const { tBounds, level } = nonInferiority(worsening, stream(), { margin: 2.5 });
    expect(level).toBe(0.95);
    expect(tBounds?.high).toBeCloseTo(2.293005267029284, 12);
    expect(tBounds).toEqual(meanInterval(worsening, 0.9));
  });

  it('takes the wider of t and bootstrap: skewed scores have a higher upper bound than t gives', () => {
    const skewed = Array.from({ length: 30 }, (_, i) => (i < 27 ? 0.001 * i : 0.5 + i / 30));
    const { bounds, tBounds, bootstrapBounds } = nonInferiority(skewed, stream(), { margin: 0.1 });
    expect(bootstrapBounds?.high).toBeGreaterThan(tBounds?.high ?? Infinity);
    expect(bounds?.high).toBe(bootstrapBounds?.high);
    expect(bounds?.low).toBe(Math.min(tBounds?.low ?? 0, bootstrapBounds?.low ?? 0));
  });

  it('calls a candidate at the margin non-inferior in at most 1 of 20 evaluations, and inferior as rarely', () => {
    const repetitions = 400;
    const verdicts = Array.from(
      { length: repetitions },
      (_, i) => nonInferiority(normals(16, 0.5), stream(i), { margin: 0.5, resamples: 200 }).verdict,
    );
    const share = (wanted: string) => mean(verdicts.map((verdict) => (verdict === wanted ? 1 : 0)));
    const tolerance = 3 * Math.sqrt((0.05 * 0.95) / repetitions);
    expect(share('non-inferior')).toBeLessThan(0.05 + tolerance);
    expect(share('inferior')).toBeLessThan(0.05 + tolerance);
    expect(share('undecided')).toBeLessThan(1);
  });

  it('finds the difference when it is there', () => {
    expect(nonInferiority(normals(64, 0), stream(), { margin: 0.6 }).verdict).toBe('non-inferior');
    expect(nonInferiority(normals(64, 1.2), stream(), { margin: 0.6 }).verdict).toBe('inferior');
  });

  describe('of equal worsenings', () => {
    const zeros = (count: number) => new Array<number>(count).fill(0);

    it('concludes nothing where nobody says how bad an image could be', () => {
      expect(nonInferiority(zeros(1000), stream(), { margin: 0.1 })).toMatchObject({
        verdict: 'undecided',
        bounds: null,
        pValue: null,
      });
    });

    it('excludes what so many equal images exclude: 0 of 59 leaves at most 5% at 95%', () => {
      // (1 - 0.05)^59 = 0.0485 and (1 - 0.05)^58 = 0.0510.
      const worst = { margin: 0.05, largestWorsening: 1 };
      expect(nonInferiority(zeros(58), stream(), worst).verdict).toBe('undecided');
      const shown = nonInferiority(zeros(59), stream(), worst);
      expect(shown.verdict).toBe('non-inferior');
      expect(shown.pValue).toBeCloseTo(0.95 ** 59, 12);
      expect(shown.bounds?.high).toBeCloseTo(1 - 0.05 ** (1 / 59), 12);
    });

    it('calls images that are all lost inferior', () => {
      const lost = new Array<number>(64).fill(1);
      const result = nonInferiority(lost, stream(), { margin: 0.05, largestWorsening: 1 });
      expect(result).toMatchObject({ verdict: 'inferior', pValue: 1 });
      expect(result.bounds?.high).toBe(1);
    });

    it('holds for a single image too', () => {
      const one = nonInferiority([0], stream(), { margin: 0.96, largestWorsening: 1 });
      expect(one.verdict).toBe('non-inferior');
      expect(one.bounds?.high).toBeCloseTo(0.95, 12);
    });
  });

  it('cannot decide on NaN, and refuses no images and a level that is none', () => {
    expect(nonInferiority([1, Number.NaN, 2], stream(), { margin: 1 }).verdict).toBe('undecided');
    expect(() => nonInferiority([], stream(), { margin: 1 })).toThrow('at least one value');
    expect(() => nonInferiority([1, 2], stream(), { margin: 1, level: 0.5 })).toThrow('between 0.5 and 1');
  });
});
