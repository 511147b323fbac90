import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leeway, REPOSITORY } from './cli.js';

it('ships the schema that leeway schema prints', async () => {
  const { code, stdout, stderr } = await leeway(REPOSITORY, 'schema');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(readFileSync(join(REPOSITORY, 'schemas/search-space.schema.json'), 'utf8'));
});
