import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LeewayError } from '../../src/core/errors.js';
import { quantity } from '../../src/core/quantity.js';
import { parseYamlConfig, readTextFile, readYamlConfig } from '../../src/core/yaml-config.js';

const SCHEMA = z.strictObject({
  name: z.string(),
  core: z.strictObject({ voltage: quantity('V'), levels: z.array(z.number()).optional() }),
  protection: z
    .discriminatedUnion('scheme', [
      z.strictObject({ scheme: z.literal('none') }),
      z.strictObject({ scheme: z.literal('rollback-abft'), thresholdBit: z.int().max(31) }),
    ])
    .optional(),
  points: z.union([z.literal('all'), z.strictObject({ from: quantity('V'), to: quantity('V') })]).optional(),
  energies: z.record(z.string().regex(/^[a-z]+$/, 'expected lower-case letters'), quantity('J')).optional(),
});

const VALID = 'name: edge\ncore:\n  voltage: 0.9 V\n';

function problemsIn(text: string): string[] {
  try {
    parseYamlConfig(text, 'a.yaml', SCHEMA);
  } catch (error) {
    expect(error).toBeInstanceOf(LeewayError);
    expect(error).toMatchObject({ kind: 'InputError' });
    return (error as LeewayError).message.split('\n');
  }
  throw new Error('expected problems');
}

describe('parseYamlConfig', () => {
  it('gives the parsed and transformed value', () => {
    expect(parseYamlConfig(VALID, 'a.yaml', SCHEMA)).toEqual({ name: 'edge', core: { voltage: 0.9 } });
  });

  it.each([
    [
      'a wrong unit',
      'name: edge\ncore:\n  voltage: 0.9 A\n',
      [/^a\.yaml:3:12: core\.voltage: .*0\.9 V.*'0\.9 A'$/],
    ],
    [
      'a missing unit',
      'name: edge\ncore:\n  voltage: 0.9\n',
      [/^a\.yaml:3:12: core\.voltage: .*such as.*got 0\.9$/],
    ],
    ['an unknown key, at the key', `${VALID}  volts: 1\n`, [/^a\.yaml:4:3: core\.volts: unknown key/]],
    ['a missing key, at what should hold it', 'name: edge\ncore: {}\n', [/^a\.yaml:2:7: core\.voltage: /]],
    ['an item of a list', `${VALID}  levels: [1,\n    x]\n`, [/^a\.yaml:5:5: core\.levels\.1: /]],
    [
      'a wrong variant',
      `${VALID}protection:\n  scheme: abft\n`,
      [/^a\.yaml:5:11: protection\.scheme: .*'none'/],
    ],
    [
      'a field of a variant',
      `${VALID}protection:\n  scheme: rollback-abft\n  thresholdBit: 32\n`,
      [/^a\.yaml:6:17: protection\.thresholdBit: .*31/],
    ],
    [
      'every field of the form that was nearly met',
      `${VALID}points: {from: 0.6 V, step: 1}\n`,
      [/^a\.yaml:4:9: points\.to: expected a quantity/, /^a\.yaml:4:23: points\.step: unknown key/],
    ],
    [
      'a value that fits no form',
      `${VALID}points: some\n`,
      [/^a\.yaml:4:9: points: .*"all".*; or: expected fields/],
    ],
    [
      'a wrong name in a table, at the name',
      `${VALID}energies:\n  MAC: 1 pJ\n`,
      [/^a\.yaml:5:3: energies\.MAC: expected lower/],
    ],
    ['a duplicate key', `name: a\n${VALID}`, [/^a\.yaml:2:1: .*unique/]],
    ['broken YAML', 'name: [edge\n', [/^a\.yaml:\d+:\d+: /]],
    ['an empty file', '', [/^a\.yaml:1:1: .*empty file/]],
    ['a text instead of a map', 'edge\n', [/^a\.yaml:1:1: expected fields.*got "edge"/]],
  ])('says line, column and field of %s', (_what, text, patterns) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(patterns.length);
    problems.forEach((problem, i) => {
      expect(problem).toMatch(patterns[i]);
    });
  });

  it('reports every problem of a file at once', () => {
    expect(problemsIn('nme: edge\ncore:\n  voltage: 1\n')).toHaveLength(3);
  });
});

describe('reading files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-yaml-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads a file', () => {
    const path = join(folder, 'edge.yaml');
    writeFileSync(path, VALID);
    expect(readYamlConfig(path, SCHEMA, 'accelerator').name).toBe('edge');
  });

  it('says which file is missing and what it was for', () => {
    const path = join(folder, 'none.yaml');
    expect(() => readTextFile(path, 'accelerator')).toThrow(
      `${path}: cannot read the accelerator (ENOENT: no such file or directory); check the path`,
    );
    expect(() => readTextFile(folder, 'accelerator')).toThrow('EISDIR');
  });
});
