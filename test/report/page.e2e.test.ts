import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/report-data.js';
import { writeReport } from '../../src/report/write-report.js';
import { syntheticReport } from './synthetic-report.js';

const PAGE = fileURLToPath(new URL('../../dist/report/page/index.html', import.meta.url));
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const missing = [
  CHROMIUM ? [] : ['no Chromium is installed'],
  existsSync(PAGE) ? [] : ['the page is not built, run `npm run build`'],
].flat();

const TITLE = 'A study </script><script>document.title = "broken"</script> & more';
const data = { ...syntheticReport({ trials: 120 }), title: TITLE };

describe.skipIf(missing.length > 0)(`report page ${missing.join(', ')}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    folder = mkdtempSync(join(tmpdir(), 'leeway-page-'));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a report from disk; `problems` fills with console errors, exceptions and requests. */
  async function open(report: ReportData, width = 1280): Promise<{ page: Page; problems: string[] }> {
    const { page: path } = await writeReport(report, folder, PAGE);
    const problems: string[] = [];
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(path).href);
    await page.locator('h1').waitFor();
    return { page, problems };
  }

  describe('of a whole study', () => {
    let page: Page;
    let problems: string[];
    beforeAll(async () => {
      ({ page, problems } = await open(data));
    });
    afterAll(() => page.close());

    const heading = () => page.locator('#policy').textContent();
    const shownImage = () => page.locator('.pair img').nth(1).getAttribute('src');
    const button = (trial: number) =>
      page.locator('table.front').getByRole('button', { name: new RegExp(`^${trial}\\b`) });

    it('shows what was found, asks nothing of the network and lets only its own script run', async () => {
      expect(await page.locator('h1').textContent()).toBe(TITLE);
      expect(await page.title()).toBe(`${TITLE} - Leeway report`);
      expect(await page.locator('.tile .value').first().textContent()).toMatch(/^−\d+\.\d %$/);
      expect(await page.locator('table.front tbody tr').count()).toBe(data.front.length);
      expect(await page.locator('.chart svg').count()).toBe(3);
      const policy = await page.locator('meta[http-equiv]').getAttribute('content');
      expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='/);
      expect(problems).toEqual([]);
    });

    it('shows the policy of a clicked or keyed row, with its map and images', async () => {
      const [first, second] = data.details.filter(({ trialNumber }) => trialNumber !== data.knee);
      await button(first.trialNumber).locator('xpath=ancestor::tr/td[1]').click();
      expect(await heading()).toContain(`trial ${first.trialNumber}`);
      expect(await shownImage()).toBe(first.images[0].uri);
      await button(second.trialNumber).focus();
      await page.keyboard.press('Enter');
      expect(await heading()).toContain(`trial ${second.trialNumber}`);
      expect(await shownImage()).toBe(second.images[0].uri);
      expect(await page.locator('.map .checkpoint').count()).toBe(second.checkpointSteps.length);
      expect(await page.locator('.map rect[fill="url(#unchecked)"]').count()).toBe(
        second.policy.cells.flat().filter(({ protection }) => protection === 0).length,
      );
      expect(problems).toEqual([]);
    });

    it('selects the policy of a clicked mark', async () => {
      await page.locator('#trade-off').evaluate((title) => title.scrollIntoView());
      const marks = await page.locator('section[aria-labelledby=trade-off] svg path').evaluateAll((paths) =>
        paths
          .map((path) => ({ box: path.getBoundingClientRect(), fill: path.getAttribute('fill') }))
          .filter(({ box, fill }) => box.width > 11 && box.width < 16 && fill?.startsWith('rgb'))
          .map(({ box }) => [box.x + box.width / 2, box.y + box.height / 2]),
      );
      const seen = new Set<string | null>();
      for (const [x, y] of marks) {
        await page.mouse.click(x, y);
        seen.add(await heading());
      }
      expect(seen.size).toBeGreaterThan(3);
      expect(await page.locator('table.front tr.selected').count()).toBe(1);
      expect(problems).toEqual([]);
    });

    it('sorts the table and walks through the map by keyboard', async () => {
      const speedUp = page.getByRole('columnheader', { name: 'Speed-up' });
      await speedUp.getByRole('button').click();
      expect(await speedUp.getAttribute('aria-sort')).toBe('ascending');
      await speedUp.getByRole('button').click();
      expect(await speedUp.getAttribute('aria-sort')).toBe('descending');
      const shown = await page.locator('table.front tbody tr td:nth-child(5)').allTextContents();
      const factors = shown.map((text) => Number.parseFloat(text));
      expect(factors).toEqual([...factors].sort((a, b) => b - a));
      await page.locator('svg.map').focus();
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
      expect(await page.locator('.readout').textContent()).toMatch(/^step 1, blocks\.0: 0\.\d+ V, 2\.00 GHz/);
      expect(problems).toEqual([]);
    });

    it('names tiling and loop order of each product', async () => {
      const { page } = await open(data);
      const row = page.locator('tr', { hasText: '128 x 192 x 768' });
      expect(await row.innerText()).toMatch(
        /rows\/cols\/depth, tile 128 x 128 x 192, left operand stays\s+stays on the chip/,
      );
      await page.close();
    });

    it('fits a narrow window', async () => {
      await page.setViewportSize({ width: 800, height: 900 });
      await expect.poll(() => page.locator('svg.map').evaluate((map) => map.clientWidth)).toBeLessThan(760);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(800);
      expect(problems).toEqual([]);
    });
  });

  const [energy, , distance] = data.objectives;
  const nothing = { front: [], details: [], knee: null };
  const unconfirmed = data.front.map((member) => ({ ...member, confirmed: null }));
  it.each<[string, Partial<ReportData>]>([
    ['without trials', { ...nothing, trials: [], hypervolume: { referencePoint: {}, values: [] } }],
    ['without a front', nothing],
    [
      'still running, without details',
      { front: unconfirmed, finishedAt: null, details: [], goldenImages: [] },
    ],
    ['with two objectives and no bounds', { objectives: [energy, distance], constraints: [] }],
  ])('shows a study %s', async (_, change) => {
    const { page, problems } = await open({ ...data, ...change });
    expect(await page.locator('h2').allTextContents()).toContain('How to reproduce');
    expect(problems).toEqual([]);
    await page.close();
  });
});
