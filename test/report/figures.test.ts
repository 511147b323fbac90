import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rasterise } from '../../src/report/figures/rasterise.js';
import { writeFigures } from '../../src/report/figures/write-figures.js';
import { syntheticReport } from './synthetic-report.js';

const data = syntheticReport({ trials: 40 });

const EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>';
const probe = await rasterise(EMPTY);
const missing = 'missing' in probe ? probe.missing : null;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-figures-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('writeFigures', () => {
  it.skipIf(missing !== null)(
    'draws each figure as SVG and as the same on white as PNG, twice as large',
    async () => {
      const folder = temporaryFolder();
      const { paths, pngMissing } = await writeFigures(data, folder);
      expect(pngMissing).toBeNull();
      expect(paths.map((path) => path.slice(folder.length + 1)).sort()).toEqual(readdirSync(folder).sort());
      for (const name of ['trade-off', 'policy-map']) {
        const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
        const { width, height, data: pixels } = decode(readFileSync(join(folder, `${name}.png`)));
        const [, w, h] = /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
        expect([width, height]).toEqual([2 * Number(w), 2 * Number(h)]);
        expect([...pixels.slice(0, 4)]).toEqual([255, 255, 255, 255]);
      }
    },
  );

  it('says why there is no PNG, rather than draw one without its labels', async () => {
    const folder = temporaryFolder();
    const { pngMissing } = await writeFigures(data, folder, { systemFonts: false });
    expect(pngMissing).toBe('no font is installed');
    expect(readdirSync(folder).sort()).toEqual(['images.png', 'policy-map.svg', 'trade-off.svg']);
  });
});

describe('rasterise', () => {
  it.skipIf(missing !== null)('draws text', async () => {
    const drawn = await Promise.all(
      [EMPTY, EMPTY.replace('><', '><text x="2" y="15">AV</text><')].map((svg) => rasterise(svg)),
    );
    const inked = drawn.map((raster) =>
      'png' in raster
        ? decode(raster.png)
            .data.filter((_, i) => i % 4 === 3)
            .filter((alpha) => alpha > 0).length
        : -1,
    );
    expect(inked[0]).toBe(0);
    expect(inked[1]).toBeGreaterThan(50);
  });
});
