import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assignmentKey,
  createSearchSpace,
  decodeAssignment,
  encodeAssignment,
} from '../../src/search/search-space.js';
import { assignmentAt, searchSpaces } from './arbitrary-spaces.js';

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
        const all = Array.from({ length: any.size }, (_, i) => assignmentAt(any, i));
        for (const assignment of all) {
          expect(decodeAssignment(any, encodeAssignment(any, assignment))).toEqual(assignment);
        }
        expect(new Set(all.map((assignment) => assignmentKey(any, assignment))).size).toBe(any.size);
      }),
      { numRuns: 50 },
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
});
