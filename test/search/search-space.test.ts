import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Assignment } from '../../src/core/trial.js';
import { nextPositions } from '../../src/search/enumeration.js';
import { fromUnit, toUnit } from '../../src/search/parameter.js';
import {
  assignmentKey,
  createSearchSpace,
  decodeAssignment,
  encodeAssignment,
} from '../../src/search/search-space.js';
import { drawPositions } from '../../src/search/suggest-unseen.js';
import { allAssignments, allSpaces, searchSpaces } from './arbitrary-spaces.js';

const space = createSearchSpace(
  [
    { name: 'voltage', kind: 'ordinal', values: [0.9, 0.8, 0.7] },
    { name: 'layout', kind: 'categorical', values: ['rows', 'tiles'] },
  ],
  [
    { voltage: 0.9, layout: 'rows' },
    { layout: 'rows', voltage: 0.9 },
    { voltage: 0.7, layout: 'tiles' },
  ],
);

describe('createSearchSpace', () => {
  it('counts the assignments and keeps each anchor once, in order', () => {
    expect(space.size).toBe(6);
    expect(space.anchors).toEqual([
      { voltage: 0.9, layout: 'rows' },
      { voltage: 0.7, layout: 'tiles' },
    ]);
    expect(createSearchSpace([]).size).toBe(1);
  });

  it('refuses repeated names and values, empty parameters and anchors from elsewhere', () => {
    const a = { name: 'a', kind: 'ordinal' as const, values: [1, 2] };
    expect(() => createSearchSpace([a, a])).toThrow('search space: a is listed twice; remove one');
    expect(() => createSearchSpace([{ ...a, values: [1, 1] }])).toThrow('parameter a: 1 is listed twice');
    expect(() => createSearchSpace([{ ...a, values: [] }])).toThrow(
      'parameter a: expected at least one value',
    );
    expect(() => createSearchSpace([a], [{ a: 3 }])).toThrow('a: expected one of 1, 2, got 3');
  });
});

describe('encoding', () => {
  it('finds values by position, whatever the order of the names', () => {
    expect(encodeAssignment(space, { layout: 'tiles', voltage: 0.8 })).toEqual([1, 1]);
    expect(assignmentKey(space, { layout: 'tiles', voltage: 0.8 })).toBe('1,1');
  });

  it('is undone by decoding, and gives each assignment its own key', () => {
    fc.assert(
      fc.property(searchSpaces, (any) => {
        const all = allAssignments(any);
        for (const assignment of all) {
          expect(decodeAssignment(any, encodeAssignment(any, assignment))).toEqual(assignment);
        }
        expect(new Set(all.map((assignment) => assignmentKey(any, assignment))).size).toBe(any.size);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps every number of a range exactly, and never mentions what does not count', () => {
    fc.assert(
      fc.property(allSpaces, fc.nat(), (any, seed) => {
        const positions = drawPositions(any, new RandomStream(seed, 'search'));
        const assignment: Assignment = JSON.parse(JSON.stringify(decodeAssignment(any, positions)));
        expect(encodeAssignment(any, assignment)).toEqual(positions);
        const idle = any.parameters.filter(({ activeWhen }) => {
          if (!activeWhen) return false;
          const decided = assignment[activeWhen.parameter];
          return decided === undefined || !activeWhen.values.includes(decided);
        });
        expect(idle.filter(({ name }) => name in assignment)).toEqual([]);
        expect(Object.keys(assignment)).toHaveLength(any.parameters.length - idle.length);
      }),
    );
  });

  it('says which name or value is wrong', () => {
    expect(() => encodeAssignment(space, { layout: 'rows' })).toThrow(
      'assignment: voltage: expected one of 0.9, 0.8, 0.7, got nothing',
    );
    expect(() => encodeAssignment(space, { layout: 'rows', voltage: '0.9' })).toThrow('got "0.9"');
    expect(() => encodeAssignment(space, { layout: 'rows', voltage: 0.9, volts: 1 })).toThrow(
      'assignment: volts: no such parameter in this search space',
    );
  });

  it('says what is wrong with ranges and conditions', () => {
    const mode = { name: 'mode', kind: 'categorical' as const, values: ['plain', 'checked'] };
    const bit = {
      name: 'bit',
      kind: 'integer' as const,
      low: 0,
      high: 31,
      scale: 'linear' as const,
      activeWhen: { parameter: 'mode', values: ['checked'] },
    };
    const conditional = createSearchSpace([mode, bit]);
    expect(conditional.size).toBe(33);
    expect(encodeAssignment(conditional, { mode: 'plain' })).toEqual([0, Number.NaN]);
    expect(() => encodeAssignment(conditional, { mode: 'plain', bit: 3 })).toThrow(
      'assignment: bit: counts only when mode is checked; leave it out',
    );
    expect(() => encodeAssignment(conditional, { mode: 'checked', bit: 2.5 })).toThrow(
      'assignment: bit: expected an integer from 0 to 31, got 2.5',
    );
    expect(() => createSearchSpace([bit, mode])).toThrow(
      'parameter bit: activeWhen: expected an ordinal or categorical parameter that stands before bit, got mode',
    );
    expect(() =>
      createSearchSpace([mode, { ...bit, activeWhen: { parameter: 'mode', values: ['other'] } }]),
    ).toThrow('parameter bit: activeWhen: expected values of mode, got "other"');
    expect(() => createSearchSpace([{ ...bit, activeWhen: undefined, high: 0 }])).toThrow(
      'parameter bit: expected a finite range with low below high, got 0 to 0',
    );
    expect(() => createSearchSpace([{ ...bit, activeWhen: undefined, scale: 'log' }])).toThrow(
      'parameter bit: expected bounds above 0 for a logarithmic scale, got 0 to 31',
    );
  });
});

describe('enumeration', () => {
  it('meets every assignment once and then begins again', () => {
    fc.assert(
      fc.property(searchSpaces, (any) => {
        const all = allAssignments(any);
        expect(new Set(all.map((assignment) => assignmentKey(any, assignment))).size).toBe(any.size);
        const last = encodeAssignment(any, all[all.length - 1]);
        expect(decodeAssignment(any, nextPositions(any, last))).toEqual(all[0]);
      }),
    );
  });
});

describe('unit interval', () => {
  const real = { name: 'r', kind: 'real' as const, low: 1e-3, high: 1, scale: 'log' as const };
  const whole = { name: 'i', kind: 'integer' as const, low: 1, high: 10, scale: 'linear' as const };

  it('is divided among positions equally, by ratio on a logarithmic scale', () => {
    expect(fromUnit(real, 1 / 3)).toBeCloseTo(1e-2, 12);
    expect(toUnit(real, 1e-1)).toBeCloseTo(2 / 3, 12);
    expect([0, 0.0999, 0.1001, 0.95, 1].map((u) => fromUnit(whole, u))).toEqual([1, 1, 2, 10, 10]);
    expect(fromUnit({ name: 'o', kind: 'ordinal', values: ['a', 'b', 'c'] }, 0.67)).toBe(2);
  });

  it('leads from a position to itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 40 }), (low, extent) => {
        const parameter = { ...whole, low, high: low + extent };
        for (let i = low; i <= low + extent; i++) expect(fromUnit(parameter, toUnit(parameter, i))).toBe(i);
      }),
    );
  });
});
