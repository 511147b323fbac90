import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import { completePositions, countAssignments, isActive } from '../../src/search/conditions.js';
import { isListed, lowestPosition, type Parameter, valueCount } from '../../src/search/parameter.js';
import { createSearchSpace, encodeAssignment, type SearchSpace } from '../../src/search/search-space.js';
import { allSpaces, searchSpaces } from './arbitrary-spaces.js';

/** All combinations of values, with those of parameters that do not count struck out, each once. */
function countByListing({ parameters, conditions }: SearchSpace): number {
  let all: number[][] = [[]];
  parameters.forEach((parameter, p) => {
    const condition = conditions[p];
    const positions = Array.from({ length: valueCount(parameter) }, (_, i) => lowestPosition(parameter) + i);
    all = all.flatMap((before) =>
      condition === null || condition.positions.includes(before[condition.parent])
        ? positions.map((position) => [...before, position])
        : [[...before, Number.NaN]],
    );
  });
  return all.length;
}

describe('countAssignments', () => {
  it('is the number of assignments that can be listed', () => {
    fc.assert(
      fc.property(searchSpaces, (space) => {
        expect(countAssignments(space)).toBe(countByListing(space));
      }),
    );
  });

  it('is infinite with a real range only', () => {
    fc.assert(
      fc.property(allSpaces, (space) => {
        const real = space.parameters.some(({ kind }) => kind === 'real');
        expect(Number.isFinite(countAssignments(space)) || real).toBe(true);
      }),
    );
  });
});

describe('completePositions', () => {
  const switched: readonly Parameter[] = [
    { name: 'a', kind: 'categorical', values: ['on', 'off'] },
    { name: 'b', kind: 'ordinal', values: [1, 2, 3], activeWhen: { parameter: 'a', values: ['on'] } },
    {
      name: 'c',
      kind: 'integer',
      low: 4,
      high: 9,
      scale: 'linear',
      activeWhen: { parameter: 'b', values: [2, 3] },
    },
  ];
  const space = createSearchSpace(switched);
  const stream = () => new RandomStream(1, 'search');

  it('strikes out what does not count, through a chain of conditions', () => {
    expect(completePositions(space, [1, 2, 5], stream())).toEqual([1, Number.NaN, Number.NaN]);
    expect(completePositions(space, [0, 0, 5], stream())).toEqual([0, 0, Number.NaN]);
    expect(completePositions(space, [0, 1, 5], stream())).toEqual([0, 1, 5]);
  });

  it('draws what counts and is missing, and nothing else', () => {
    const [a, b, c] = completePositions(space, [0, 2, Number.NaN], stream());
    expect([a, b]).toEqual([0, 2]);
    expect(c).toBeGreaterThanOrEqual(4);
    const untouched = stream();
    completePositions(space, [0, 1, 5], untouched);
    expect(untouched.uniform()).toBe(stream().uniform());
  });

  it('obeys the conditions of any space', () => {
    fc.assert(
      fc.property(allSpaces, fc.nat(999), (any, seed) => {
        const drawn = completePositions(
          any,
          any.parameters.map(() => Number.NaN),
          new RandomStream(seed, 'search'),
        );
        any.parameters.forEach((parameter, p) => {
          expect(Number.isNaN(drawn[p])).toBe(!isActive(any, drawn, p));
          if (isListed(parameter) && isActive(any, drawn, p))
            expect(parameter.values[drawn[p]]).toBeDefined();
        });
      }),
    );
  });

  it('makes nothing that encoding would refuse', () => {
    expect(encodeAssignment(space, { a: 'off' })).toEqual([1, Number.NaN, Number.NaN]);
    expect(() => encodeAssignment(space, { a: 'off', b: 2 })).toThrow('counts only when a is on');
  });
});
