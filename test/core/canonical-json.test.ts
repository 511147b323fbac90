import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from '../../src/core/canonical-json.js';

/** The same JSON value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('canonicalJson', () => {
  it('gives the documented example', () => {
    expect(canonicalJson({ b: 1, a: [true, null] })).toBe('{"a":[true,null],"b":1}');
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('leaves out undefined members, so that an optional field may be absent or undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('takes plain objects without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });

  it.each([
    ['NaN', Number.NaN],
    ['an infinity', { a: [Infinity] }],
    ['a function', { a: () => 1 }],
    ['a bigint', 1n],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a gap in an array', Object.assign(new Array(2), { 1: 'b' })],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a typed array', new Float32Array(2)],
    ['an error', new Error('a')],
  ])('refuses %s, which JSON would change', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('contentHash', () => {
  it('is the SHA-256 of bytes (FIPS 180-2, appendix B.1)', () => {
    expect(contentHash(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('hashes a value by its canonical JSON', () => {
    const bytes = new TextEncoder().encode('{"a":2,"b":1}');
    expect(contentHash({ b: 1, a: 2 })).toBe(contentHash(bytes));
    expect(contentHash({ b: 1, a: 3 })).not.toBe(contentHash(bytes));
  });
});
