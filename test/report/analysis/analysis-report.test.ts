import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readAnalysis, writeAnalysis } from '../../../src/report/analysis/analysis-files.js';
import { analysisPage } from '../../../src/report/analysis/analysis-page.js';
import { findings } from '../../../src/report/analysis/findings.js';
import { intervalBars, ticks } from '../../../src/report/analysis/interval-bars.js';
import { mapPrecision, measured } from '../../../src/report/analysis/map-range.js';
import { SPREAD_QUANTITIES } from '../../../src/report/analysis/spread-grid.js';
import { syntheticAnalysis } from './synthetic-analysis.js';

const analysis = syntheticAnalysis();
const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-analysis-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('files of an analysis', () => {
  it('are read back as they were written', async () => {
    const folder = temporaryFolder();
    expect(readAnalysis(folder)).toBeNull();
    const { csv } = await writeAnalysis(analysis, folder);
    expect(readAnalysis(folder)).toEqual(analysis);
    const [cells, samples, interactions, spread] = csv.map((path) =>
      readFileSync(path, 'utf8').trim().split('\n'),
    );
    expect(cells).toHaveLength(1 + analysis.cells.length);
    expect(cells[4]).toBe('map,map 1 1,a&b,2-3,,,,0.001,0,,,,,,,,,,');
    expect(cells[1]).toMatch(/^map,map 0 0,embed,0-1,,,,0.001,2,12,1,0.9,1.1,0.5,0.1,0.9,0.5,0.1,0.9$/);
    expect(samples).toHaveLength(1 + 2 * 10);
    expect(interactions[1]).toBe('blockPair,embed and a&b,2,1.5,2,-0.5,-0.6,-0.4');
    expect(spread[3]).toBe('"embed fc, step 0",2,3,a&b,1,0.02');
  });

  it.each([
    ['{', /not a complete analysis.*delete the file/],
    ['{"format": "leeway-analysis/9"}', /expected format leeway-analysis\/1, got leeway-analysis\/9/],
  ])('that cannot be gone on from are refused: %s', (text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sensitivity.json'), text);
    expect(() => readAnalysis(folder)).toThrow(message);
  });
});

describe('page of an analysis', () => {
  const page = analysisPage(analysis);

  it('runs no script, fetches nothing and escapes names', () => {
    expect(page).not.toMatch(/<script|https?:|src=/);
    expect(page).toContain('toy &lt;net&gt;');
    expect(page).toContain('a&amp;b');
    expect(page).not.toContain('a&b');
  });

  it('shows each cell of the map with its interval, and says what was not measured', () => {
    expect(page).toMatch(/>1\.0<small>0\.90 to 1\.1<\/small>/);
    expect(page).toContain('not measured');
    expect(page).toContain('Not complete: time or images were used up');
    expect(page).toContain('less than additive');
  });

  it('leaves sections out of which nothing is known', () => {
    const bare = analysisPage({
      ...analysis,
      interactions: [],
      spread: [],
      cells: analysis.cells.slice(0, 4),
    });
    for (const heading of ['By bit', 'Is damage additive?', 'How one error spreads']) {
      expect(page).toContain(heading);
      expect(bare).not.toContain(heading);
    }
  });
});

describe('findings', () => {
  it('state the figures in plain words', () => {
    const text = findings(analysis).join('\n');
    expect(text).toContain('Map: mean distances from 0.200 to 1.00; 2 of 4 intervals are narrower than 25 %');
    expect(text).toContain('Steps: 0-1 does most damage, 1.00 (95% 0.900 to 1.10); 2-3 least, 0.100');
    expect(text).toContain(
      'flips of bits 0 to 1 keep the mean distance below 0.1 (at a word error rate of 1e-3)',
    );
    expect(text).toContain('with confidence from 4 x full scale on');
    expect(text).toContain('of 1 pairs of places, 1 do less damage together');
    expect(text).toContain('within the step it changes 75 % of the words of a&b');
  });

  it('are none where nothing was measured', () => {
    expect(findings({ ...analysis, cells: [], interactions: [], spread: [] })).toEqual([]);
  });
});

describe('precision of the map', () => {
  it('counts intervals against the range of means, and cells that were not measured as too wide', () => {
    expect(mapPrecision(analysis)).toEqual({
      least: 0.2,
      most: 1,
      widestShare: expect.closeTo(0.2 / 0.8, 12),
      narrow: 2,
      cells: 4,
    });
    expect(mapPrecision({ ...analysis, cells: [] })).toBeNull();
  });
});

describe('charts', () => {
  it('have an axis of few round numbers from 0 to the end', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (most) => {
        const marks = ticks(most);
        expect(marks[0]).toBe(0);
        expect(marks.length).toBeGreaterThan(1);
        expect(marks.length).toBeLessThanOrEqual(7);
        expect(marks[marks.length - 1]).toBeLessThanOrEqual(most * (1 + 1e-6));
      }),
    );
    expect(ticks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('draw bars in proportion, with their intervals', () => {
    const [first, second] = measured(analysis, 'segment');
    const svg = intervalBars([first, second], ({ label }) => label, 'test');
    const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths[0] / widths[1]).toBeCloseTo(10, 0);
    expect(svg.match(/class="interval"/g)).toHaveLength(2);
  });

  it('place deviations on a logarithmic scale from 0.001 to 1', () => {
    const at = (relativeDeviation: number) =>
      SPREAD_QUANTITIES.relativeDeviation({ step: 0, block: 0, changedShare: 0, relativeDeviation });
    expect([0, 1e-3, 1].map(at)).toEqual([0, 0, 1]);
    expect(at(10 ** -1.5)).toBeCloseTo(0.5, 12);
  });
});
