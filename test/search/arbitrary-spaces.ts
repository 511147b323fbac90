import fc from 'fast-check';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Assignment } from '../../src/core/trial.js';
import { nextPositions } from '../../src/search/enumeration.js';
import type { ListedParameter, Parameter, RangeParameter } from '../../src/search/parameter.js';
import type { HistoryEntry } from '../../src/search/search-algorithm.js';
import {
  assignmentKey,
  createSearchSpace,
  decodeAssignment,
  encodeAssignment,
  type SearchSpace,
} from '../../src/search/search-space.js';
import { drawPositions } from '../../src/search/suggest-unseen.js';

const listed: fc.Arbitrary<ListedParameter> = fc.record({
  name: fc.constant(''),
  kind: fc.constantFrom('ordinal' as const, 'categorical' as const),
  values: fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b', true, false)), {
    minLength: 1,
    maxLength: 4,
  }),
});

const integers: fc.Arbitrary<RangeParameter> = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom('linear' as const, 'log' as const),
  )
  .map(([low, extent, scale]) => ({ name: '', kind: 'integer', low, high: low + extent, scale }));

const reals: fc.Arbitrary<RangeParameter> = fc.constantFrom(
  { name: '', kind: 'real', low: -1, high: 2, scale: 'linear' },
  { name: '', kind: 'real', low: 1e-3, high: 10, scale: 'log' },
);

/** Names the parameters, and makes some depend on a listed one before them. */
function connected(
  parameters: readonly Parameter[],
  links: readonly (readonly [number, number] | null)[],
): Parameter[] {
  return parameters.map((parameter, p) => {
    const named = { ...parameter, name: `p${p}` };
    const link = links[p];
    const decider = link && p > 0 ? parameters[link[0] % p] : null;
    if (!link || !decider || !('values' in decider)) return named;
    const values = decider.values.filter((_, v) => (link[1] >> v) % 2 === 1);
    return values.length === 0 ? named : { ...named, activeWhen: { parameter: `p${link[0] % p}`, values } };
  });
}

const link = fc.option(fc.tuple(fc.nat(3), fc.nat(15)), { nil: null });

const spacesOf = (parameter: fc.Arbitrary<Parameter>): fc.Arbitrary<SearchSpace> =>
  fc
    .tuple(
      fc.array(parameter, { minLength: 1, maxLength: 4 }),
      fc.tuple(link, link, link, link),
      fc.array(fc.nat(255), { maxLength: 5 }),
    )
    .map(([parameters, links, anchors]) => {
      const space = createSearchSpace(connected(parameters, links));
      return createSearchSpace(
        space.parameters,
        anchors.map((seed) => drawnAssignment(space, seed)),
      );
    });

/** Spaces of 1 to 256 assignments, with and without anchors and conditions. */
export const searchSpaces: fc.Arbitrary<SearchSpace> = spacesOf(fc.oneof(listed, integers));

/** Any spaces, with real ranges as well. */
export const allSpaces: fc.Arbitrary<SearchSpace> = spacesOf(fc.oneof(listed, integers, reals));

const drawnAssignment = (space: SearchSpace, seed: number): Assignment =>
  decodeAssignment(space, drawPositions(space, new RandomStream(seed, 'search')));

/** Every assignment of a space without real ranges. */
export function allAssignments(space: SearchSpace): Assignment[] {
  const all = [drawnAssignment(space, 0)];
  while (all.length < space.size) {
    all.push(decodeAssignment(space, nextPositions(space, encodeAssignment(space, all[all.length - 1]))));
  }
  return all;
}

const result: fc.Arbitrary<HistoryEntry['result']> = fc.oneof(
  fc.constantFrom('pending' as const, 'rejected' as const),
  fc.record({
    objectives: fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.oneof(
        { weight: 8, arbitrary: fc.nat(5) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity) },
      ),
    ),
    violation: fc.constantFrom(0, 0, 0, 0.5, 2, Number.NaN),
  }),
);

/** A space and a history of different assignments, possibly of all there are. */
export const searchStates: fc.Arbitrary<{ space: SearchSpace; history: HistoryEntry[] }> = allSpaces.chain(
  (space) =>
    fc.array(fc.tuple(fc.nat(10_000), result), { maxLength: 30 }).map((drawn) => {
      const entries = new Map(
        drawn.map(([seed, r]) => {
          const assignment = drawnAssignment(space, seed);
          return [assignmentKey(space, assignment), { assignment, result: r }];
        }),
      );
      return { space, history: [...entries.values()].map((entry, number) => ({ number, ...entry })) };
    }),
);
