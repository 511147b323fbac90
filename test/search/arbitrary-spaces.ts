import fc from 'fast-check';
import type { Assignment } from '../../src/core/trial.js';
import type { HistoryEntry } from '../../src/search/search-algorithm.js';
import { createSearchSpace, decodeAssignment, type SearchSpace } from '../../src/search/search-space.js';

const parameter = fc.record({
  name: fc.constant(''),
  kind: fc.constantFrom('ordinal' as const, 'categorical' as const),
  values: fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b', true, false)), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** Spaces of 1 to 256 assignments, with and without anchors. */
export const searchSpaces: fc.Arbitrary<SearchSpace> = fc
  .tuple(fc.array(parameter, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(255), { maxLength: 5 }))
  .map(([parameters, anchors]) => {
    const space = createSearchSpace(parameters.map((p, i) => ({ ...p, name: `p${i}` })));
    return createSearchSpace(
      space.parameters,
      anchors.map((i) => assignmentAt(space, i % space.size)),
    );
  });

/** The assignment with a number in 0..size-1. */
export function assignmentAt(space: SearchSpace, number: number): Assignment {
  let rest = number;
  const indices = space.parameters.map(({ values }) => {
    const index = rest % values.length;
    rest = Math.floor(rest / values.length);
    return index;
  });
  return decodeAssignment(space, indices);
}

const result: fc.Arbitrary<HistoryEntry['result']> = fc.oneof(
  fc.constantFrom('pending' as const, 'rejected' as const),
  fc.record({
    objectives: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.oneof(fc.nat(5), fc.constant(Number.NaN))),
    violation: fc.constantFrom(0, 0, 0, 0.5, 2, Number.NaN),
  }),
);

/** A space and a history of different assignments, possibly of all there are. */
export const searchStates: fc.Arbitrary<{ space: SearchSpace; history: HistoryEntry[] }> = searchSpaces.chain(
  (space) =>
    fc
      .uniqueArray(fc.nat(space.size - 1), { maxLength: Math.min(space.size, 40) })
      .chain((numbers) => fc.tuple(...numbers.map((n) => result.map((r) => [n, r] as const))))
      .map((entries) => ({
        space,
        history: entries.map(([n, r], number) => ({ number, assignment: assignmentAt(space, n), result: r })),
      })),
);
