import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no white space: equal values give equal text, whatever order their keys were set in.
 * Throws on what JSON would silently change (NaN, infinities, functions, gaps in arrays, and objects with a class of
 * their own, such as dates, maps and typed arrays); `undefined` members are left out.
 *
 * @example canonicalJson({ b: 1, a: [true, null] }) // '{"a":[true,null],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (isPlainObject(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`cannot be written as JSON: ${String(value)}`);
}

/** Whether it is an object as a literal makes it, from this realm or another (a `vm` context has its own Object). */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** SHA-256 in lower-case hex of bytes, or of a value's canonical JSON. */
export function contentHash(value: unknown): string {
  const data = value instanceof Uint8Array ? value : canonicalJson(value);
  return createHash('sha256').update(data).digest('hex');
}
