import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leeway, REPOSITORY } from './cli.js';

it.each([
  ['search-space', []],
  ['search-space', ['search-space']],
  ['accelerator', ['accelerator']],
  ['policy', ['policy']],
])('ships the schema of %s files that leeway schema prints (%j)', async (kind, args) => {
  const { code, stdout, stderr } = await leeway(REPOSITORY, 'schema', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(readFileSync(join(REPOSITORY, `schemas/${kind}.schema.json`), 'utf8'));
});
