import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { lowestPosition, type Parameter, valueCount } from '../../../src/search/parameter.js';
import { goodTrials } from '../../../src/search/tpe/good-trials.js';
import { KernelDensity } from '../../../src/search/tpe/kernel-density.js';
import { parameterDensity } from '../../../src/search/tpe/parameter-density.js';
import { tally } from '../../../src/search/tpe/tally.js';

const places = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 8 })
  .chain((at) =>
    fc.tuple(
      ...at.sort((a, b) => a - b).map((i) => fc.tuple(fc.constant(i / 40), fc.integer({ min: 1, max: 4 }))),
    ),
  )
  .map((pairs) => pairs.map(([centre, count]) => ({ centre, count })));

describe('KernelDensity', () => {
  it('is a density on the unit interval, whose integral is its probability', () => {
    fc.assert(
      fc.property(places, (observed) => {
        const density = new KernelDensity(observed);
        expect(density.probability(0, 1)).toBeCloseTo(1, 6);
        const steps = 4000;
        let sum = 0;
        for (let i = 0; i < steps / 2; i++) sum += density.density((i + 0.5) / steps) / steps;
        expect(sum).toBeCloseTo(density.probability(0, 0.5), 5);
      }),
      { numRuns: 50 },
    );
  });

  it('is that of the widths that Optuna gives: larger gap to a neighbour, the prior counted as one', () => {
    // Centres 0.1, 0.3, 0.5 (prior, width 1), 0.9: widths 0.2, 0.2, 1, 0.4. Densities at 0.3 over the shares inside.
    const density = new KernelDensity([0.1, 0.3, 0.9].map((centre) => ({ centre, count: 1 })));
    // scipy 1.17.1: mean of truncnorm.pdf(0.3) over the four.
    expect(density.density(0.3)).toBeCloseTo(1.3652629071353681, 12);
  });

  it('draws as its probabilities say', () => {
    const density = new KernelDensity([
      { centre: 0.2, count: 5 },
      { centre: 0.8, count: 1 },
    ]);
    const stream = new RandomStream(2, 'search');
    const draws = Array.from({ length: 8000 }, () => density.sample(stream));
    for (const edge of [0.1, 0.2, 0.5, 0.9]) {
      const share = draws.filter((x) => x < edge).length / draws.length;
      expect(Math.abs(share - density.probability(0, edge))).toBeLessThan(4 * 0.0056);
    }
  });
});

describe('parameterDensity', () => {
  const stream = () => new RandomStream(4, 'search');

  const PARAMETERS: readonly Parameter[] = [
    { name: 'o', kind: 'ordinal', values: [1, 2, 3, 4, 5] },
    { name: 'c', kind: 'categorical', values: ['a', 'b', 'c'] },
    { name: 'i', kind: 'integer', low: 3, high: 9, scale: 'linear' },
    { name: 'l', kind: 'integer', low: 1, high: 64, scale: 'log' },
  ];

  it.each(PARAMETERS)(
    'gives the positions of $kind $name probabilities that sum to 1, and draws them so',
    (parameter) => {
      const first = lowestPosition(parameter);
      const count = valueCount(parameter);
      const seen = [first, first, first + 1].map((position) => [position]);
      const density = parameterDensity(parameter, tally(parameter, seen, 0));
      const positions = Array.from({ length: count }, (_, i) => first + i);
      expect(positions.reduce((sum, position) => sum + density.likelihood(position), 0)).toBeCloseTo(1, 6);
      const source = stream();
      const draws = Array.from({ length: 4000 }, () => density.sample(source));
      for (const position of positions.slice(0, 3)) {
        const share = draws.filter((drawn) => drawn === position).length / draws.length;
        expect(Math.abs(share - density.likelihood(position))).toBeLessThan(0.032);
      }
    },
  );
});

describe('tally', () => {
  it('counts what trials chose, without those in which the parameter does not count', () => {
    const trials = [[2], [Number.NaN], [0], [2]];
    const expected = [
      { position: 0, count: 1 },
      { position: 2, count: 2 },
    ];
    expect(tally({ name: 'a', kind: 'ordinal', values: [1, 2, 3] }, trials, 0)).toEqual(expected);
    expect(tally({ name: 'a', kind: 'real', low: 0, high: 2, scale: 'linear' }, trials, 0)).toEqual(expected);
  });
});

describe('goodTrials', () => {
  const trial = (...objectives: number[]) => ({ assignment: {}, score: { objectives, violation: 0 } });

  it('takes whole fronts, then what adds the most hypervolume of the next', () => {
    const first = [trial(0, 0)];
    const ends = [trial(1, 10), trial(2, 9), trial(5, 5), trial(9, 2), trial(10, 1)];
    const fronts = [first, ends].map((trials) => ({ feasible: true, trials }));
    expect([...goodTrials(fronts, 2)]).toEqual([first[0], ends[2]]);
    expect(goodTrials(fronts, 4)).toEqual(new Set([first[0], ends[2], ends[1], ends[3]]));
    expect(goodTrials(fronts, 6).size).toBe(6);
  });

  it('ends when objectives are infinite', () => {
    const trials = [trial(Infinity, 0), trial(0, Infinity), trial(-Infinity, 3), trial(1, 1)];
    expect(goodTrials([{ feasible: true, trials }], 3).size).toBe(3);
  });
});
