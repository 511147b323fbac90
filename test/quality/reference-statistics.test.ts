import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReferenceStatistics } from '../../src/quality/reference-statistics.js';

const STATISTICS = {
  feature: 'pooled',
  source: { dataset: 'Squares', split: 'train', count: 9 },
  mean: [1, 2],
  covariance: [
    [4, 1],
    [1, 3],
  ],
};

describe('readReferenceStatistics', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const readText = (text: string) => {
    const path = join(folder, 'statistics.json');
    writeFileSync(path, text);
    return readReferenceStatistics(path);
  };

  it('reads mean, covariance and where they come from', () => {
    expect(readText(JSON.stringify(STATISTICS))).toEqual({
      dimension: 2,
      mean: Float64Array.of(1, 2),
      covariance: { data: Float64Array.of(4, 1, 1, 3), rows: 2, cols: 2 },
      source: 'Squares train, 9 images',
    });
  });

  it.each([
    ['not complete JSON', '{"mean": [1'],
    ['covariance: ', JSON.stringify({ ...STATISTICS, covariance: 3 })],
    ['expected a square covariance', JSON.stringify({ ...STATISTICS, covariance: [[4, 1]] })],
    ['source.count: ', JSON.stringify({ ...STATISTICS, source: { ...STATISTICS.source, count: 1 } })],
  ])('says that a file holds %s', (message, text) => {
    expect(() => readText(text)).toThrow(
      expect.objectContaining({ kind: 'InputError', message: expect.stringContaining(message) }),
    );
  });

  it('says which file is missing', () => {
    expect(() => readReferenceStatistics(join(folder, 'nowhere.json'))).toThrow(
      `${join(folder, 'nowhere.json')}: cannot read the reference statistics (ENOENT`,
    );
  });
});
