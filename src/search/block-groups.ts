import { inputError } from '../core/errors.js';
import type { PolicySpaceConfig } from './policy-space-config.js';

/** Blocks that share their operating points. */
export interface BlockGroup {
  readonly name: string;
  /** Indices into the network's blocks, ascending, at least one. */
  readonly blocks: readonly number[];
}

/**
 * The groups of a configuration, in the order of their first blocks.
 *
 * @param blocks the network's block names in execution order
 * @throws InputError unless the groups hold every block of the network exactly once and nothing else
 */
export function resolveBlockGroups(
  config: PolicySpaceConfig['blockGroups'],
  blocks: readonly string[],
): BlockGroup[] {
  if (config === 'each-block') return blocks.map((name, block) => ({ name, blocks: [block] }));
  const owners = new Map<string, string>();
  for (const [group, patterns] of Object.entries(config)) {
    for (const name of patterns.flatMap((pattern) => matchingBlocks(pattern, group, blocks))) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        const where = owner === group ? `twice in '${group}'` : `in '${owner}' and in '${group}'`;
        throw inputError(
          `policy.blockGroups: block '${name}' is ${where}; every block belongs to one group, once`,
        );
      }
      owners.set(name, group);
    }
  }
  const missing = blocks.filter((name) => !owners.has(name));
  if (missing.length > 0) {
    throw inputError(`policy.blockGroups: no group holds ${missing.join(', ')}; add them to one`);
  }
  return [...new Set(blocks.map((name) => owners.get(name)!))].map((group) => ({
    name: group,
    blocks: blocks.flatMap((name, block) => (owners.get(name) === group ? [block] : [])),
  }));
}

/** The blocks that a name, a range ('blocks.1..11') or a glob ('blocks.*') stands for; at least one. */
function matchingBlocks(pattern: string, group: string, blocks: readonly string[]): string[] {
  const names = blocks.includes(pattern) ? [pattern] : (rangeNames(pattern) ?? globNames(pattern, blocks));
  const unknown = names.filter((name) => !blocks.includes(name));
  if (names.length > 0 && unknown.length === 0) return names;
  const what = unknown.length > 0 && unknown.length < names.length ? ` (${unknown.join(', ')})` : '';
  throw inputError(
    `policy.blockGroups.${group}: '${pattern}' names no block of the network${what}; its blocks are ${blocks.join(', ')}`,
  );
}

function rangeNames(pattern: string): string[] | null {
  const [, prefix, first, last] = /^(.*?)(\d{1,4})\.\.(\d{1,4})$/.exec(pattern) ?? [];
  if (prefix === undefined) return null;
  const length = Number(last) - Number(first) + 1;
  return Array.from({ length: Math.max(0, length) }, (_, i) => `${prefix}${Number(first) + i}`);
}

function globNames(pattern: string, blocks: readonly string[]): string[] {
  if (!pattern.includes('*')) return [pattern];
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const glob = new RegExp(`^${parts.join('.*')}$`);
  return blocks.filter((name) => glob.test(name));
}
