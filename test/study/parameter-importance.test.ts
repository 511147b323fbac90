import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Assignment, Trial } from '../../src/core/trial.js';
import { createSearchSpace, decodeAssignment } from '../../src/search/search-space.js';
import { drawPositions } from '../../src/search/suggest-unseen.js';
import { parameterImportance } from '../../src/study/parameter-importance.js';

const SPACE = createSearchSpace([
  { name: 'mode', kind: 'categorical', values: ['off', 'on'] },
  {
    name: 'depth',
    kind: 'integer',
    low: 1,
    high: 4,
    scale: 'log',
    activeWhen: { parameter: 'mode', values: ['on'] },
  },
  { name: 'rate', kind: 'real', low: 1e-3, high: 1, scale: 'log' },
  { name: 'level', kind: 'ordinal', values: [0, 1, 2, 3] },
]);

function trials(count: number, energyJ: (assignment: Assignment) => number): Trial[] {
  return Array.from({ length: count }, (_, number) => {
    const stream = new RandomStream(5, 'search', { trial: number });
    const assignment = decodeAssignment(SPACE, drawPositions(SPACE, stream));
    const metrics = { energyJ: energyJ(assignment) };
    const outcome = { status: 'scored' as const, metrics, standardErrors: {}, diagnostics: {} };
    return { number, assignment, policyId: `${number}`, outcome };
  });
}

const objective = (worst: number) => [{ metric: 'energyJ', direction: 'minimise' as const, worst }];

const shares = (made: readonly Trial[], worst = 100) => {
  const [{ parameters }] = parameterImportance(SPACE, made, objective(worst), 1);
  return Object.fromEntries(parameters.map(({ name, share }) => [name, share]));
};

describe('parameterImportance', () => {
  it('agrees with the variances of an additive response on the scales of its parameters', () => {
    // log10 rate is uniform on -3..0: variance 9/12; the level 0..3: 15/12.
    const found = shares(trials(800, ({ rate, level }) => Math.log10(Number(rate)) + Number(level)));
    expect(Math.abs(found.rate - 9 / 24)).toBeLessThan(0.05);
    expect(Math.abs(found.level - 15 / 24)).toBeLessThan(0.05);
    expect(found.mode + found.depth).toBeLessThan(0.01);
  });

  it('takes a parameter that does not count for a value of its own', () => {
    const found = shares(trials(800, ({ depth }) => (depth === undefined ? 0 : 5)));
    // Whether the depth counts and whether the mode is on are the same thing: the two share the explanation.
    expect(found.mode + found.depth).toBeGreaterThan(0.2);
    expect(found.rate + found.level).toBeLessThan(0.02);
  });

  it('does not look beyond the worst value of interest', () => {
    const made = trials(600, ({ level, rate }) => (Number(level) === 3 ? 1000 : Math.log10(Number(rate))));
    expect(shares(made, 2000).level).toBeGreaterThan(0.95);
    expect(shares(made, 0).rate).toBeGreaterThan(0.2);
  });

  it('says nothing of few trials, and the same each time of many', () => {
    const made = trials(60, ({ level }) => Number(level));
    expect(parameterImportance(SPACE, made.slice(0, 19), objective(9), 1)).toEqual([]);
    expect(parameterImportance(SPACE, made, objective(9), 1)).toEqual(
      parameterImportance(SPACE, made, objective(9), 1),
    );
  });
});
