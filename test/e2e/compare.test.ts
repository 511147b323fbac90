import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/core/certificate.js';
import type { Comparison } from '../../src/core/comparison.js';
import { leeway } from './cli.js';
import { workspace } from './workspace.js';

const folder = workspace();
const compare = (...args: readonly string[]) =>
  leeway(folder, 'compare', 'quick.yaml', '--images', '2', '--quiet', ...args);
const read = (name: string): Comparison =>
  JSON.parse(readFileSync(join(folder, 'comparisons', name, 'comparison.json'), 'utf8'));

describe('leeway compare', () => {
  beforeAll(async () => {
    const { code, stderr } = await compare(
      '--only',
      'none,rollback-abft,te-drop',
      '--rates',
      '1e-3',
      '--workers',
      '1',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('runs contestants on the same images and orders them as DRIFT does', () => {
    const { entries } = read('quick');
    expect(entries.map(({ contestant }) => contestant)).toEqual(['none', 'rollback-abft', 'te-drop']);
    const [none, rollback, dropped] = entries.map(({ metrics }) => metrics.perceptualDistance);
    expect(rollback).toBeLessThan(none / 5);
    expect(dropped).toBeLessThan(none / 5);
    expect(entries.every(({ distances }) => distances.length === 2)).toBe(true);
  });

  it('goes on where it stopped, and gives the same for two workers', async () => {
    const { code, stdout } = await compare(
      '--only',
      'none,rollback-abft,te-drop',
      '--rates',
      '1e-4,1e-3',
      '--markdown',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\| {2}\| 1e-4 \| 1e-3 \|/);
    expect(read('quick').entries).toHaveLength(6);
    await compare('--only', 'none', '--rates', '1e-3', '--name', 'again', '--workers', '2');
    const [again] = read('again').entries;
    expect(read('quick').entries).toContainEqual(again);
    expect(existsSync(join(folder, 'comparisons/quick/index.html'))).toBe(true);
  });

  it('refuses unknown contestants and other settings in the same folder', async () => {
    const unknown = await compare('--only', 'raisor');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/--only: expected some of uniform, none/);
    const other = await compare('--only', 'none', '--rates', '1e-3', '--nominal-steps', '1');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/other settings or inputs; choose another --name/);
  });
});

it('leeway evaluate --validate writes a certificate', async () => {
  const entry = read('quick').entries.find(({ contestant }) => contestant === 'rollback-abft');
  expect(entry).toBeDefined();
  const policy = join(folder, 'nominal.json');
  const { code, stdout } = await leeway(folder, 'tune', 'quick.yaml', '--trials', '1', '--quiet');
  expect({ code, stdout: stdout.length > 0 }).toEqual({ code: 0, stdout: true });
  await leeway(folder, 'export', 'quick', '--trial', '0', '--out', policy);
  const args = [
    'evaluate',
    'quick.yaml',
    '--policy',
    policy,
    '--validate',
    '--certificate',
    'c.json',
    '--quiet',
  ];
  const few = await leeway(folder, ...args, '--images', '8');
  expect(few).toMatchObject({ code: 2, stdout: '' });
  expect(few.stderr).toMatch(
    /quick\.yaml: expected at least 10 images for 5 looks, got 8; give more --images/,
  );
  const validated = await leeway(folder, ...args);
  expect(validated.code).toBe(0);
  expect(validated.stdout).toMatch(/^NON-INFERIOR/);
  const certificate: Certificate = JSON.parse(readFileSync(join(folder, 'c.json'), 'utf8'));
  expect(certificate).toMatchObject({ format: 'leeway-certificate/1', verdict: 'non-inferior', margin: 0.5 });
  expect(certificate.images).toBe(certificate.seeds.reduce((sum, { images }) => sum + images, 0));
  expect(certificate.energySaving).toBeCloseTo(0, 12);
});
