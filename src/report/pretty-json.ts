import { canonicalJson } from '../core/canonical-json.js';

const LINE_WIDTH = 100;

/**
 * JSON with sorted keys for people: what fits into a line stays in one, so that a policy's cells read as a table.
 * Equal values give equal text. Throws like {@link canonicalJson}.
 *
 * @example prettyJson({ b: [1, 2], a: 'x' }) // '{ "a": "x", "b": [1, 2] }'
 */
export function prettyJson(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return canonicalJson(value);
  const inner = `${indent}  `;
  const array = Array.isArray(value);
  const members: string[] = array
    ? value.map((member) => prettyJson(member, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => `${JSON.stringify(key)}: ${prettyJson(member, inner)}`);
  const [open, close] = array ? '[]' : '{}';
  if (members.length === 0) return `${open}${close}`;
  const padding = array ? '' : ' ';
  const line = `${open}${padding}${members.join(', ')}${padding}${close}`;
  if (!line.includes('\n') && indent.length + line.length <= LINE_WIDTH) return line;
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}
