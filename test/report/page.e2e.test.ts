import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode } from 'fast-png';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/report-data.js';
import { writeReport } from '../../src/report/write-report.js';
import { accessibilityProblems, findFrontMark, launchBrowser, missing, openPage, PAGE } from './browser.js';
import { manyTrials } from './many-trials.js';
import { syntheticReport } from './synthetic-report.js';

const TITLE = 'A study </script><script>document.title = "broken"</script> & more';
const data = { ...syntheticReport({ trials: 120 }), title: TITLE };

describe.skipIf(missing !== '')(`report page ${missing}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'leeway-page-'));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a report from disk. */
  async function open(report: ReportData, options: BrowserContextOptions = {}) {
    const { page: path } = await writeReport(report, folder, PAGE);
    return openPage(browser, pathToFileURL(path).href, options);
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
      expect(await page.locator('.scatter').count()).toBe(4);
      expect(await page.locator('.chart svg').count()).toBe(1);
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

    it('answers in two minutes what was asked, found, saved, how sure, what was assumed, how to repeat it', async () => {
      expect(await page.locator('.question').textContent()).toBe(data.question);
      const answers = await page.locator('.answers').innerText();
      expect(answers).toMatch(/What was found\s+120 policies were tried/);
      expect(answers).toMatch(/What it saves\s+Trial \d+ needs [\d.]+ mJ per image in place of [\d.]+ mJ/);
      expect(answers).toMatch(/How sure that is\s+\d+ policies and the nominal point ran again on 64 images/);
      for (const { name, assumed } of data.accelerator.constants) {
        if (assumed) expect(answers).toContain(name);
      }
      expect(answers).toContain(data.manifest.command);
    });

    it.each([0, 1, 2])('selects the policy of a mark clicked in panel %i, everywhere', async (panel) => {
      const { x, y, trial } = await findFrontMark(page, panel);
      await page.mouse.click(x, y);
      expect(await heading()).toContain(`trial ${trial}`);
      expect(await page.locator('table.front tr.selected').count()).toBe(1);
      expect(await button(trial).getAttribute('aria-pressed')).toBe('true');
      expect(problems).toEqual([]);
    });

    it('walks along the front by keyboard', async () => {
      await page.locator('.scatter [role=application]').first().focus();
      const seen = new Set<string | null>();
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press('ArrowLeft');
        seen.add(await heading());
      }
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press('ArrowRight');
        seen.add(await heading());
      }
      expect(seen.size).toBeGreaterThan(2);
      expect(problems).toEqual([]);
    });

    it('keeps what lies inside a dragged rectangle or typed limits, in every chart and table', async () => {
      const rows = () => page.locator('table.front tbody tr').count();
      const all = await rows();
      const canvas = page.locator('.scatter [role=application]').nth(1);
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      if (!box) throw new Error('expected the panel on the page');
      await page.mouse.move(box.x + 60, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height - 40, { steps: 4 });
      await page.mouse.up();
      const kept = page.locator('.kept');
      expect(await kept.textContent()).toMatch(/^\d+ of \d+ scored trials$/);
      expect(await rows()).toBeLessThan(all);
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(await rows()).toBe(all);
      const limit = page.getByLabel('Perceptual distance, most');
      await limit.fill('0.01');
      await limit.press('Enter');
      const distances = await page.locator('table.front tbody tr td:nth-child(6)').allTextContents();
      expect(distances.length).toBeGreaterThan(0);
      expect(distances.every((text) => Number.parseFloat(text.replace('< ', '')) <= 0.01)).toBe(true);
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(problems).toEqual([]);
    });

    it('compares ticked policies by scores, energy, faults, maps and images', async () => {
      const [a, b] = data.details.map(({ trialNumber }) => trialNumber);
      for (const trial of [a, b]) await page.getByLabel(`Compare trial ${trial}`, { exact: true }).check();
      const panel = page.locator('section.compare');
      expect(await panel.locator('h2').textContent()).toBe(`Comparison of trial ${a}, trial ${b}`);
      expect(await panel.locator('svg.map').count()).toBe(2);
      expect(await panel.locator('.image-rows tbody tr').count()).toBe(3);
      expect(await panel.locator('.energy tr').first().locator('.bar').count()).toBe(3);
      expect(await panel.innerText()).toMatch(/\([+−]\d+\.\d %\)/);
      await page.getByLabel(`Take trial ${a} out of the comparison`).click();
      await page.getByLabel(`Compare trial ${b}`, { exact: true }).uncheck();
      expect(await panel.count()).toBe(0);
      expect(problems).toEqual([]);
    });

    it('shows voltages, frequencies and rollbacks in the map, explained by its legend', async () => {
      const legend = page.locator('.policy .legend');
      await page.locator('.policy').getByLabel('Colour').selectOption('voltageV');
      expect(await legend.innerText()).toMatch(/0\.\d+ V, \d+ % of cells/);
      await page.locator('.policy').getByLabel('Colour').selectOption('frequencyHz');
      expect(await legend.innerText()).toMatch(/\d\.\d+ GHz/);
      const text = await legend.innerText();
      for (const words of ['not checked', 'rolled back', 'checkpoint refreshed'])
        expect(text).toContain(words);
      await page.locator('.policy').getByLabel('Colour').selectOption('point');
      expect(problems).toEqual([]);
    });

    it('hands out the policy', async () => {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'download as JSON' }).click();
      expect((await download).suggestedFilename()).toMatch(/^dit-fashion-policy-\d+\.json$/);
    });

    it('saves a panel as PNG, with what is selected', async () => {
      const pending = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save Latency against Energy as PNG' }).click();
      const download = await pending;
      expect(download.suggestedFilename()).toBe('dit-fashion-energyJ-latencyS.png');
      const { width, height, data: pixels, channels } = decode(readFileSync(await download.path()));
      expect(width).toBeGreaterThan(600);
      expect(pixels.length).toBe(width * height * channels);
      expect(Array.from(pixels.subarray(0, 3))).toEqual([255, 255, 255]);
      expect(new Set(pixels).size).toBeGreaterThan(20);
    });

    it.each(['light', 'dark'] as const)(
      'has nothing for axe to complain about in %s colours',
      async (colorScheme) => {
        const [a, b] = data.details.map(({ trialNumber }) => trialNumber);
        const opened = await open(data, { colorScheme });
        for (const trial of [a, b]) {
          await opened.page.getByLabel(`Compare trial ${trial}`, { exact: true }).check();
        }
        expect(await opened.page.locator('html').getAttribute('data-theme')).toBe(colorScheme);
        expect(await accessibilityProblems(opened.page)).toEqual([]);
        await opened.page.context().close();
      },
    );

    it('changes its colours when asked, and is light on paper', async () => {
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      await expect.poll(background).toBe('rgb(255, 255, 255)');
      await page.getByRole('button', { name: 'Dark colours' }).click();
      await expect.poll(background).toBe('rgb(20, 24, 29)');
      await page.emulateMedia({ media: 'print' });
      await expect.poll(background).toBe('rgb(255, 255, 255)');
      await page.emulateMedia({ media: 'screen' });
      await page.getByRole('button', { name: 'Light colours' }).click();
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
      await page.context().close();
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
    [
      'without trials',
      { ...nothing, trials: [], hypervolume: { referencePoint: {}, values: [], outlook: null } },
    ],
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
    await page.context().close();
  });

  it('stays quick with 10,000 trials', async () => {
    const { page, problems } = await open(manyTrials(syntheticReport({ trials: 400 }), 10_000));
    expect(await page.locator('.kept').textContent()).toMatch(/^all 9\d{3} scored trials$/);
    /** Milliseconds from an action to the next frame that shows it. */
    const timed = (action: string): Promise<number> =>
      page.evaluate(`(async () => {
        const frame = () => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
        await frame();
        const begun = performance.now();
        ${action};
        await frame();
        return performance.now() - begun;
      })()`);
    const select = (row: number) =>
      timed(`document.querySelectorAll('table.front tbody button')[${row}].click()`);
    const limit = (most: number) =>
      timed(`const field = document.querySelector('[aria-label="Energy, most"]');
        field.value = '${most}';
        field.dispatchEvent(new Event('change', { bubbles: true }))`);
    await select(1);
    const figures = {
      select: [await select(5), await select(9), await select(3)],
      filter: [await limit(2.5), await limit(2.3), await limit(2.1)],
    };
    for (const [name, times] of Object.entries(figures)) {
      process.stdout.write(`10,000 trials, ${name}: ${times.map((time) => time.toFixed(0)).join(', ')} ms\n`);
      // Ten times what it takes on an idle machine.
      expect(Math.min(...times)).toBeLessThan(1000);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
