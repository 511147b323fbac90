import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy-schema.js';
import { type ServedDashboard, serveDashboard } from '../../src/report/server/serve-dashboard.js';
import { accessibilityProblems, findFrontMark, launchBrowser, missing, openPage } from '../report/browser.js';
import { FakeCluster } from '../report/server/fake-cluster.js';
import { FakeStudies } from '../report/server/fake-studies.js';
import { syntheticReport } from '../report/synthetic-report.js';

const recorded = syntheticReport({ trials: 120 });
const BEGUN = 60;

describe.skipIf(missing !== '')(`dashboard ${missing}`, () => {
  let browser: Browser;
  let studies: FakeStudies;
  let served: ServedDashboard;

  beforeAll(async () => {
    browser = await launchBrowser();
    studies = new FakeStudies(recorded);
    served = await serveDashboard({ source: studies, host: '127.0.0.1', port: 0, token: null });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });
  beforeEach(() => {
    studies.shown = BEGUN;
    studies.state = 'running';
  });

  /** Far longer than the server takes to look again. */
  const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });
  const studyUrl = () => `${served.url}#/studies/${recorded.study}`;
  const progress = (page: Page) => page.locator('.study-bar output').textContent();
  const points = (page: Page) => page.locator('.kept').textContent();

  it('lists all studies, with what is wrong with those that are damaged', async () => {
    const { page, problems } = await openPage(browser, served.url);
    await page.getByRole('link', { name: recorded.study }).waitFor();
    const table = await page.locator('table.studies').innerText();
    expect(table).toContain(recorded.title);
    expect(table).toContain('60 of 120');
    expect(table).toContain('the store is damaged');
    expect(await accessibilityProblems(page)).toEqual([]);
    studies.shown = 61;
    await eventually(() => page.locator('table.studies').innerText()).toContain('61 of 120');
    await page.getByRole('link', { name: recorded.study }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.study-bar').waitFor();
    await page.goBack();
    await page.locator('table.studies').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('shows who is at work in the cluster that it was started with, and nothing of one otherwise', async () => {
    const cluster = new FakeCluster();
    const both = await serveDashboard({ source: studies, cluster, host: '127.0.0.1', port: 0, token: null });
    const { page, problems } = await openPage(browser, both.url);
    const panel = page.locator('.cluster');
    await eventually(() => panel.innerText()).toContain('Asking for the workers');
    cluster.answer();
    await eventually(() => panel.innerText()).toContain('2 workers, 3 of 12 evaluations at a time running');
    const text = await panel.innerText();
    expect(text).toContain('12.5 trials a minute');
    expect(text).toContain('takes no more trials; install the same version on <both>');
    expect(await panel.locator('tbody tr').count()).toBe(3);
    expect(await accessibilityProblems(page)).toEqual([]);
    cluster.answer({ problem: 'Lost the connection', workers: [] });
    await eventually(() => panel.getByRole('alert').textContent()).toBe('Lost the connection');
    expect(await panel.innerText()).toContain('No worker is there.');
    expect(problems).toEqual([]);
    await page.context().close();
    await both.close();

    const { page: alone } = await openPage(browser, served.url);
    await alone.locator('table.studies').waitFor();
    expect(await alone.locator('.cluster').count()).toBe(0);
    await alone.context().close();
  });

  it('shows a running study grow without losing what was chosen', async () => {
    const { page, problems } = await openPage(browser, studyUrl());
    await eventually(() => progress(page)).toBe('60 of 120 trials');
    const before = await points(page);
    const { x, y, trial } = await findFrontMark(page, 1);
    await page.mouse.click(x, y);
    expect(await page.locator('#policy').textContent()).toContain(`trial ${trial}`);
    studies.shown = 90;
    await eventually(() => progress(page)).toBe('90 of 120 trials');
    expect(await points(page)).not.toBe(before);
    expect(await page.locator('#policy').textContent()).toContain(`trial ${trial}`);
    studies.shown = 120;
    studies.state = 'finished';
    await eventually(() => page.locator('.state').textContent()).toBe('finished');
    expect(await page.locator('table.front tbody tr').count()).toBe(recorded.front.length);
    const scored = recorded.trials.filter(({ outcome }) => outcome.status === 'scored').length;
    expect(await points(page)).toBe(`all ${scored} scored trials`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('goes on where it was when the server comes back', async () => {
    const port = Number(new URL(served.url).port);
    const { page } = await openPage(browser, studyUrl());
    await eventually(() => progress(page)).toBe('60 of 120 trials');
    await served.close();
    await page.getByRole('alert').waitFor();
    studies.shown = 75;
    served = await serveDashboard({ source: studies, host: '127.0.0.1', port, token: null });
    await eventually(() => progress(page)).toBe('75 of 120 trials');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('pauses, goes on with and stops a study', async () => {
    const { page, problems } = await openPage(browser, studyUrl());
    const state = page.locator('.state');
    await page.getByRole('button', { name: 'Pause' }).click();
    await eventually(() => state.textContent()).toBe('paused');
    await page.getByRole('button', { name: 'Go on' }).click();
    await eventually(() => state.textContent()).toBe('running');
    await page.getByRole('button', { name: 'Stop' }).click();
    await eventually(() => state.textContent()).toBe('stopped');
    expect(studies.acts.slice(-3)).toEqual(['pause', 'resume', 'stop']);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['trials.csv', 'dit-fashion-trials.csv', /^trial,status/],
    ['front.csv', 'dit-fashion-front.csv', /^trial,policyId/],
    ['report.json', 'dit-fashion.json', /^\{"format":"leeway-report/],
  ])('downloads %s', async (link, name, begin) => {
    const { page } = await openPage(browser, studyUrl());
    const pending = page.waitForEvent('download');
    await page.getByRole('link', { name: link }).click();
    const download = await pending;
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(begin);
    await page.context().close();
  });

  it('downloads the policy that is shown, with where it comes from', async () => {
    const { page } = await openPage(browser, studyUrl());
    const pending = page.waitForEvent('download');
    await page.getByRole('link', { name: 'download as JSON' }).click();
    const path = await (await pending).path();
    const text = readFileSync(path, 'utf8');
    expect(parsePolicy(text, path).format).toBe('leeway-policy/1');
    expect(JSON.parse(text).provenance).toMatchObject({
      study: recorded.study,
      picked: 'chosen in the dashboard',
    });
    await page.context().close();
  });

  it('lets people in with the token, which does not stay in the address', async () => {
    const token = 'a-token-of-16-characters';
    const guarded = await serveDashboard({ source: studies, host: '127.0.0.1', port: 0, token });
    const { page, problems } = await openPage(browser, guarded.url);
    await page.getByRole('link', { name: recorded.study }).waitFor();
    expect(page.url()).not.toContain(token);
    expect(problems).toEqual([]);
    await page.context().close();
    await guarded.close();
  });

  it('says that a study is not there', async () => {
    const { page } = await openPage(browser, `${served.url}#/studies/..%2F..%2Fetc`);
    await eventually(() => page.locator('main').innerText()).toContain('There is no such study');
    await page.context().close();
  });

  it('has nothing for axe to complain about', async () => {
    const { page } = await openPage(browser, studyUrl(), { colorScheme: 'dark' });
    await page.locator('table.front').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().close();
  });
});
