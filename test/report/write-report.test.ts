import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyId, refreshesCheckpoint } from '../../src/core/policy.js';
import { parsePolicy } from '../../src/core/policy-schema.js';
import { checkpointSteps } from '../../src/report/checkpoint-steps.js';
import { embedReport } from '../../src/report/embed-report.js';
import { exportedPolicy } from '../../src/report/export/exported-policy.js';
import { exportPolicy } from '../../src/report/export-policy.js';
import { prettyJson } from '../../src/report/pretty-json.js';
import type { ReportData } from '../../src/report/report-data.js';
import { writeReport } from '../../src/report/write-report.js';
import { syntheticReport } from './synthetic-report.js';

const TEMPLATE = '<body><script type="application/json" id="report-data">null</script><p>page</p></body>';
const data = syntheticReport({ trials: 40 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leeway-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What texts are made of that HTML, JSON or String.replace might take for something else. */
const PIECES = [
  '<',
  '/',
  'script',
  '>',
  '!--',
  '$&',
  '$1',
  '\\',
  '"',
  '\n',
  '\u2028',
  '&lt;',
  'é',
  '\ud83d\ude00',
];

/** The data as a browser reads it: text of the element, up to the first closing tag. */
function embedded(html: string): ReportData {
  const text = /id="report-data">([\s\S]*?)<\/script/i.exec(html)?.[1] ?? '';
  return JSON.parse(text);
}

describe('embedReport', () => {
  it('survives text that would end the script element or be expanded', () => {
    const study = '</script><script>alert(1)</script><!-- $& $1 \u2028';
    const html = embedReport(TEMPLATE, { ...data, study });
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(embedded(html).study).toBe(study);
    expect(html.endsWith('</script><p>page</p></body>')).toBe(true);
  });

  it('gives back any text unchanged', () => {
    const small = { ...data, trials: [], details: [], goldenImages: [] };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES)), (pieces) => {
        const title = pieces.join('');
        expect(embedded(embedReport(TEMPLATE, { ...small, title })).title).toBe(title);
      }),
    );
  });

  it('keeps everything but stacks of errors and images of trials', () => {
    const html = embedReport(TEMPLATE, data);
    expect(html).not.toContain('/home/x');
    const withoutStacks = data.trials.map((trial) => {
      if (trial.outcome.status !== 'failed') return trial;
      const { stack: _, ...error } = trial.outcome.error;
      return { ...trial, outcome: { ...trial.outcome, error } };
    });
    expect(embedded(html)).toEqual({ ...data, trials: withoutStacks });
  });

  it('refuses a page without a place for the data', () => {
    expect(() => embedReport('<body></body>', data)).toThrow(/npm run build/);
  });
});

describe('writeReport', () => {
  it('writes the page, the tables, the knee, a summary and figures, and nothing else', async () => {
    const template = join(folder, 'template.html');
    writeFileSync(template, TEMPLATE);
    const directory = join(folder, 'reports', 'a study');
    const files = await writeReport(data, directory, template);
    expect(readdirSync(directory).sort()).toEqual([
      'front.csv',
      'images.png',
      'index.html',
      'policy-knee.json',
      'policy-map.png',
      'policy-map.svg',
      'summary.md',
      'trade-off.png',
      'trade-off.svg',
      'trials.csv',
    ]);
    expect(embedded(readFileSync(files.page, 'utf8')).study).toBe(data.study);
    const knee = data.details.find(({ trialNumber }) => trialNumber === data.knee);
    expect(parsePolicy(readFileSync(files.kneePolicy ?? '', 'utf8'), 'knee.json')).toEqual(knee?.policy);
    await expect(writeReport(data, directory, template)).resolves.toEqual(files);
  });

  it('leaves the knee out of an empty front', async () => {
    const template = join(folder, 'template.html');
    writeFileSync(template, TEMPLATE);
    const files = await writeReport({ ...data, front: [], details: [], knee: null }, folder, template);
    expect(files.kneePolicy).toBeNull();
    expect(existsSync(join(folder, 'policy-knee.json'))).toBe(false);
  });

  it('says how to build a missing page, and writes nothing', async () => {
    const directory = join(folder, 'report');
    await expect(writeReport(data, directory, join(folder, 'missing.html'))).rejects.toMatchObject({
      kind: 'UnsupportedError',
      message: expect.stringContaining('npm run build'),
    });
    expect(existsSync(directory)).toBe(false);
  });

  it('says which file cannot be written', async () => {
    const template = join(folder, 'template.html');
    writeFileSync(template, TEMPLATE);
    await expect(writeReport(data, join(template, 'below-a-file'), template)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringContaining('trials.csv'),
    });
  });
});

describe('exportPolicy', () => {
  it('writes the same text for equal policies, one cell a line, with the id unchanged', async () => {
    const { policy, trialNumber } = data.details[0];
    const reversed = Object.fromEntries(Object.entries(policy).reverse()) as typeof policy;
    const [a, b] = [join(folder, 'a.json'), join(folder, 'b.json')];
    const pick = { trialNumber, reason: 'asked for' };
    await exportPolicy(exportedPolicy(data, policy, pick), a);
    await exportPolicy(exportedPolicy(data, reversed, pick), b);
    const text = readFileSync(a, 'utf8');
    expect(readFileSync(b, 'utf8')).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).toContain('\n      { "point": 0, "protection": 0 },\n');
    expect(policyId(parsePolicy(text, a))).toBe(policyId(policy));
  });
});

describe('prettyJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        // JSON has no -0.
        const plain = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(prettyJson(plain))).toEqual(plain);
      }),
    );
  });

  it('breaks what does not fit into a line', () => {
    expect(prettyJson({ b: [1, 2], a: 'x', c: undefined })).toBe('{ "a": "x", "b": [1, 2] }');
    expect(prettyJson({ a: ['x'.repeat(100)], b: {} })).toBe(
      `{\n  "a": [\n    "${'x'.repeat(100)}"\n  ],\n  "b": {}\n}`,
    );
  });
});

describe('checkpointSteps', () => {
  it('follows the rule of the policy', () => {
    const { policy } = data.details[0];
    const every10 = { ...policy, checkpoint: { offloadInterval: 10, layout: 'row-major' as const } };
    expect(checkpointSteps(every10)).toEqual([0, 1, 11]);
    expect(checkpointSteps(every10).every((step) => refreshesCheckpoint(every10.checkpoint, step))).toBe(
      true,
    );
    expect(checkpointSteps({ ...policy, checkpoint: null })).toEqual([]);
  });
});
