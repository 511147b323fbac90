import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SensitivityAnalysis } from '../../src/core/sensitivity.js';
import { leeway, startLeeway } from './cli.js';
import { workspace } from './workspace.js';

/** Batches of 8: the spare image is never spent. */
const IMAGES = 33;

const read = (folder: string, name: string): SensitivityAnalysis =>
  JSON.parse(readFileSync(join(folder, 'analyses', name, 'sensitivity.json'), 'utf8'));
/** What depends on neither the time nor the number of runs. */
const measurements = ({ cells, interactions, spread, images, pending }: SensitivityAnalysis) => ({
  cells,
  interactions,
  spread,
  images,
  pending,
});

describe('leeway analyze', () => {
  let folder: string;
  const analyze = (...args: string[]) => leeway(folder, 'analyze', 'quick.yaml', '--segments', '2', ...args);

  beforeAll(async () => {
    folder = workspace();
    const { code, stderr } = await analyze('--images', String(IMAGES));
    expect(stderr).toContain('Analysis quick:');
    expect(code).toBe(0);
  });

  it('writes JSON, CSV and a page', () => {
    const analysis = read(folder, 'quick');
    expect(analysis).toMatchObject({ format: 'leeway-analysis/1', images: 32, state: 'budget spent' });
    expect(analysis.cells.filter(({ images }) => images === 8)).toHaveLength(4);
    for (const file of ['cells.csv', 'samples.csv', 'interactions.csv', 'spread.csv', 'index.html']) {
      expect(existsSync(join(folder, 'analyses/quick', file)), file).toBe(true);
    }
  });

  it('goes on with a larger budget, and ends where one run ends, with any number of workers', async () => {
    const { code, stdout } = await analyze('--images', '64', '--workers', '2', '--json', '--quiet');
    expect(code).toBe(0);
    const printed = JSON.parse(stdout) as SensitivityAnalysis;
    expect(printed.images).toBe(64);
    await analyze('--images', '64', '--workers', '1', '--name', 'whole', '--quiet');
    expect(measurements(read(folder, 'whole'))).toEqual(measurements(printed));
    expect(measurements(read(folder, 'quick'))).toEqual(measurements(printed));
  });

  it('says what it found and where, and measures nothing more when the budget is spent', async () => {
    const before = read(folder, 'quick').images;
    const { code, stdout } = await analyze('--images', '40', '--quiet');
    expect(code).toBe(0);
    expect(stdout).toContain('Mean perceptual distance');
    expect(stdout).toMatch(/Report {2}analyses.quick.index\.html/);
    expect(read(folder, 'quick').images).toBe(before);
  });

  it('refuses to mix settings', async () => {
    const { code, stderr } = await analyze('--word-error-rate', '1e-4');
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds an analysis with other settings.*choose another --name/);
  });

  it.each([
    ['--budget', 'soon', /expected a time above 0/],
    ['--word-error-rate', '1', /expected a number above 0 and below 1/],
    ['--images', '0', /expected an integer of 1 or more/],
  ])('refuses %s %s', async (option, value, message) => {
    const { code, stderr } = await analyze(option, value);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('keeps what is there on Ctrl-C, and goes on by the same command', async () => {
    const other = workspace();
    const args = ['analyze', 'quick.yaml', '--segments', '2', '--images', '56'];
    const running = startLeeway(other, ...args);
    let seen = '';
    running.process.stderr?.on('data', (text: string) => {
      seen += text;
      if (/ 8 images/.test(seen)) running.process.kill('SIGINT');
    });
    const { code } = await running.ended;
    expect(code).toBe(130);
    const stopped = read(other, 'quick');
    expect(stopped).toMatchObject({ state: 'interrupted' });
    expect(stopped.images).toBeGreaterThanOrEqual(8);
    expect((await leeway(other, ...args)).code).toBe(0);
    expect(read(other, 'quick').images).toBe(56);
    const cells = read(folder, 'quick').cells.slice(0, 6);
    expect(
      read(other, 'quick')
        .cells.slice(0, 6)
        .map(({ samples }) => samples.distances),
    ).toEqual(cells.map(({ samples }) => samples.distances));
  });
});
