import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The built page. */
export const PAGE = fileURLToPath(new URL('../../dist/report/page/index.html', import.meta.url));

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

/** What tests in a browser lack here, to be said in their title; empty when they can run. */
export const missing = [
  CHROMIUM ? [] : ['no Chromium is installed'],
  existsSync(PAGE) ? [] : ['the page is not built, run `npm run build`'],
]
  .flat()
  .join(', ');

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });

/** A page in a context of its own; `problems` fills with console errors, exceptions and requests beyond `origin`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const { protocol, origin } = new URL(url);
  const isOwn = (address: string) =>
    /^(data|blob):/.test(address) ||
    (protocol === 'file:' ? /^file:/.test(address) : address.startsWith(`${origin}/`));
  page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!isOwn(request.url())) problems.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  return { page, problems };
}

/** What axe finds wrong with a page for people who use it otherwise, as `rule: elements`. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}

/** A place on a canvas whose tooltip says that a policy of the front is there, with the trial it names. */
export async function findFrontMark(
  page: Page,
  panel: number,
): Promise<{ x: number; y: number; trial: number }> {
  const canvas = page.locator('.scatter [role=application]').nth(panel);
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('expected the panel on the page');
  for (let down = 14; down < box.height - 46; down += 9) {
    for (let across = 62; across < box.width - 12; across += 9) {
      await page.mouse.move(box.x + across, box.y + down);
      const text = await page.locator('.tooltip').allTextContents();
      const trial = /^trial (\d+), on the front/.exec(text[0] ?? '')?.[1];
      if (trial) return { x: box.x + across, y: box.y + down, trial: Number(trial) };
    }
  }
  throw new Error('expected a mark of the front in the panel');
}
