import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Comparison, type ComparisonEntry, lastSafe } from '../../src/core/comparison.js';
import { readComparison, writeComparison } from '../../src/report/comparison/comparison-files.js';
import { costTable, distanceTable } from '../../src/report/comparison/comparison-rows.js';

const RATES = [1e-4, 1e-3];

const entry = (
  contestant: string,
  wordErrorRate: number,
  distance: number,
  verdict: ComparisonEntry['verdict'],
): ComparisonEntry => ({
  contestant,
  wordErrorRate,
  point: { voltageV: wordErrorRate === 1e-4 ? 0.8 : 0.7, frequencyHz: 2e9 },
  policyId: 'id',
  metrics: { energyJ: 3e-3, latencyS: 1e-2, perceptualDistance: distance },
  distances: [distance, distance],
  interval: distance === 0 ? null : { low: distance - 0.01, high: distance + 0.03 },
  verdict,
  energySaving: 0.25,
  speedUp: 0.5,
  recall: distance === 0 ? null : 0.5,
  precision: null,
});

const comparison: Comparison = {
  format: 'leeway-comparison/1',
  name: '<b>toy</b>',
  question: 'schemes',
  createdAt: '2026-11-22T12:00:00.000Z',
  command: 'npx leeway compare toy.yaml',
  leewayVersion: '0',
  versions: {},
  inputHashes: {},
  settings: { images: 2, seed: 1, nominalSteps: 2, margin: 0.06, wordErrorRates: RATES },
  nominal: { energyJ: 4e-3, latencyS: 5e-3 },
  contestants: [
    { name: 'good', label: 'good one' },
    { name: 'bad', label: 'bad one' },
    { name: 'late', label: 'safe too late' },
  ],
  entries: [
    entry('good', 1e-4, 0, 'non-inferior'),
    entry('good', 1e-3, 0.02, 'undecided'),
    entry('bad', 1e-4, 1.5, 'inferior'),
    entry('late', 1e-4, 0.05, 'undecided'),
    entry('late', 1e-3, 0.01, 'non-inferior'),
  ],
};

describe('a comparison', () => {
  it('calls safe what is safe at every rate up to there', () => {
    const [good, bad, late] = comparison.contestants.map((contestant) => lastSafe(comparison, contestant));
    expect(good?.wordErrorRate).toBe(1e-4);
    expect([bad, late]).toEqual([null, null]);
  });

  it('tables distances with half intervals and verdicts, and leaves out what was not measured', () => {
    expect(distanceTable(comparison).rows).toEqual([
      ['good one', '0 safe', '0.020 ± 0.020 ?', '0.800 V', '+25.0 %'],
      ['bad one', '1.500 ± 0.020', '', 'none', ''],
      ['safe too late', '0.050 ± 0.020 ?', '0.010 ± 0.020 safe', 'none', ''],
    ]);
    expect(costTable(comparison).rows[0]).toEqual(['good one', '+25.0 %', '+25.0 %', '0.500x', '50.0 %', '']);
  });

  it('is written as JSON, CSV and a page, and read back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leeway-comparison-'));
    expect(readComparison(folder)).toBeNull();
    const page = readFileSync(await writeComparison(comparison, folder), 'utf8');
    expect(readComparison(folder)).toEqual(comparison);
    expect(page).toContain('&lt;b&gt;toy&lt;/b&gt;');
    expect(page).not.toContain('<b>toy');
    for (const text of ['good one', 'safe too late', 'voltage [V]', '<svg']) expect(page).toContain(text);
    const csv = readFileSync(join(folder, 'comparison.csv'), 'utf8').trim().split('\n');
    expect(csv).toHaveLength(1 + comparison.entries.length);
    expect(csv[0]).toMatch(/^contestant,wordErrorRate,.*perceptualDistance/);
  });
});
