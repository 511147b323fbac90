import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageSheet } from '../../src/report/figures/image-sheet.js';
import { policyMapFigure } from '../../src/report/figures/policy-map-figure.js';
import { tradeOffFigure } from '../../src/report/figures/trade-off-figure.js';
import { headline } from '../../src/report/headline.js';
import { summaryAnswers } from '../../src/report/summary-answers.js';
import { summaryMarkdown } from '../../src/report/summary-markdown.js';
import { manyTrials } from './many-trials.js';
import { syntheticReport } from './synthetic-report.js';

const data = syntheticReport({ trials: 120 });
const unconfirmed = { ...data, front: data.front.map((member) => ({ ...member, confirmed: null })) };
const nothing = { ...data, front: [], details: [], knee: null };

const answersOf = (report: typeof data) =>
  Object.fromEntries(
    summaryAnswers(report, headline(report)).map(({ question, answer }) => [question, answer] as const),
  );

describe('summaryAnswers', () => {
  it('names the policy that saves most, with its figures', () => {
    const { bestSaving } = headline(data);
    const answers = answersOf(data);
    expect(answers['What was asked']).toBe(data.question);
    expect(answers['What it saves']).toContain(`Trial ${bestSaving?.member.trialNumber} needs`);
    expect(answers['What it saves']).toMatch(/perceptual distance 0\.\d+ ± 0\.\d+/);
    expect(answers['How sure that is']).toMatch(/64 images of a seed that the search never saw/);
  });

  it('lists every constant without a source, and no other', () => {
    for (const { name, assumed } of data.accelerator.constants) {
      expect(answersOf(data)['What was assumed'].includes(name)).toBe(assumed);
    }
  });

  it('claims nothing that was not confirmed', () => {
    expect(answersOf(unconfirmed)['What it saves']).toMatch(/^Nothing that could be relied on/);
    expect(answersOf(unconfirmed)['How sure that is']).toMatch(/^No policy has been run on fresh seeds/);
    expect(answersOf(nothing)['What was found']).toMatch(/none is worth choosing/);
  });
});

describe('summaryMarkdown', () => {
  it('holds the answers, the front, the assumptions and the command', () => {
    const text = summaryMarkdown(data);
    expect(text).toMatch(/^# DiT on Fashion-MNIST/);
    for (const question of Object.keys(answersOf(data))) expect(text).toContain(`**${question}.**`);
    expect(text).toContain(`${data.knee} (knee)`);
    expect(text).toContain(data.manifest.command);
    expect(text).toContain('Constants without a source');
  });

  it('has tables whose rows are as wide as their heads', () => {
    const title = 'a | b <script> [x](y) `c`\nsecond line';
    const text = summaryMarkdown({ ...data, title });
    expect(text).toMatch(/^# a \\\| b \\<script\\> \\\[x\\\]\(y\) \\`c\\` second line\n/);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const widths = new Set(rows.map((row) => row.replaceAll('\\|', '').split('|').length));
    expect(widths.size).toBe(2);
  });

  it('says that nothing was found', () => {
    expect(summaryMarkdown(nothing)).toContain('No policy keeps the bounds.');
  });
});

describe('figures', () => {
  it('show the front in every pair of objectives, however many trials there are', () => {
    const svg = tradeOffFigure(data, headline(data));
    const marks = svg.match(/fill="#0072b2"/g) ?? [];
    expect(marks).toHaveLength(3 * data.front.length);
    const many = manyTrials(data, 10_000);
    expect(tradeOffFigure(many, headline(many)).length).toBeLessThan(2_000_000);
    expect(tradeOffFigure(nothing, headline(nothing))).toContain('</svg>');
  });

  it('show a policy cell by cell, and escape what it is called', () => {
    const [detail] = data.details;
    const svg = policyMapFigure({ ...data, title: 'a <b> & "c"' }, detail);
    const cells = detail.policy.cells.flat();
    const unchecked = cells.filter(({ protection }) => protection === 0).length;
    expect(svg.match(/url\(#bare\)/g)).toHaveLength(unchecked);
    expect(svg.match(/l5 8h-10z/g)).toHaveLength(detail.checkpointSteps.length);
    expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
  });

  it('show the images of a policy below the fault-free ones, pixel for pixel', () => {
    const [detail] = data.details;
    const sheet = imageSheet(data.goldenImages, detail);
    const { width, height, data: pixels } = decode(sheet ?? new Uint8Array());
    const count = detail.images.length;
    expect([width, height]).toEqual([count * (3 * 32 + 4) + 4, 2 * (3 * 32 + 4) + 4]);
    const first = decode(Buffer.from(data.goldenImages[0].uri.split(',')[1], 'base64')).data;
    const row = Array.from({ length: 32 }, (_, x) => pixels[(4 + 3 * 16) * width + 4 + 3 * x]);
    expect(row).toEqual(Array.from(first.slice(16 * 32, 17 * 32)));
    expect(imageSheet([], detail)).toBeNull();
  });
});
