import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { policyId } from '../../src/core/policy.js';
import { parsePolicy } from '../../src/core/policy-schema.js';
import { leeway } from './cli.js';
import { QUICK_SPACE } from './quick-space.js';
import { edited, workspace } from './workspace.js';

const folder = workspace(edited(QUICK_SPACE, 'trials: 6', 'trials: 4'));
const run = (...args: string[]) => leeway(folder, ...args);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const kneeId = () => policyId(parsePolicy(read('reports/quick/policy-knee.json'), 'knee.json'));

beforeAll(async () => {
  expect(await run('tune', 'quick.yaml', '--workers', '1', '--quiet')).toMatchObject({ code: 0 });
});

describe('export', () => {
  it.each(['json', 'yaml'])('writes a policy as %s that evaluates as the policy it is', async (format) => {
    const path = `knee.${format}`;
    const { code, stdout } = await run('export', 'quick', '--out', path);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^Policy of trial \\d+  ${path}\nPicked as the knee of the study's front`),
      ),
    });
    const ended = await run('evaluate', 'quick.yaml', '--policy', path, '--images', '1', '--json', '--quiet');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout).policyId).toBe(kneeId());
  });

  it.each([
    ['csv', /^step,block,name,voltageV,frequencyHz,protection,thresholdBit,/],
    ['h', /#define LEEWAY_QUICK_STEPS 4\n/],
    ['sv', /\npackage leeway_quick_pkg;\n/],
    ['mem', /\n4c575931\n/],
    ['md', /^# Policy of trial \d+, study quick\n/],
  ])('writes a policy as .%s, which evaluate refuses', async (ending, content) => {
    const path = `knee.${ending}`;
    expect(await run('export', 'quick', '--out', path)).toMatchObject({ code: 0, stderr: '' });
    expect(read(path)).toMatch(content);
    expect(await run('evaluate', 'quick.yaml', '--policy', path)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^InputError: knee\.\w+: expected a policy as JSON or YAML, .*--format json/,
      ),
    });
  });

  it('writes to standard output nothing but the policy', async () => {
    const { code, stdout, stderr } = await run('export', 'quick', '--format', 'yaml', '--out', '-');
    expect(code).toBe(0);
    expect(policyId(parsePolicy(stdout, 'stdout'))).toBe(kneeId());
    expect(stderr).toMatch(/^Policy of trial \d+\nPicked as the knee/);
    expect(existsSync(join(folder, '-'))).toBe(false);
  });

  it('names the file after the trial and the format', async () => {
    const { code, stdout } = await run('export', 'quick', '--pick', 'id:0', '--format', 'c');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('quick-trial-0.h') });
    expect(read('quick-trial-0.h')).toContain('from trial 0 of study quick (asked for)');
    expect(await run('export', 'quick', '--trial', '0', '--out', 'same.h')).toMatchObject({ code: 0 });
    expect(read('same.h')).toBe(read('quick-trial-0.h'));
  });

  it('says why it picked what it picked', async () => {
    const pick = 'perceptualDistance<=0.5,min:energyJ';
    const { code, stdout } = await run('export', 'quick', '--pick', pick, '--out', 'picked.json');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Picked as least energyJ \(.* of \d+ confirmed front polic.* <= 0\.5/),
    });
    expect(JSON.parse(read('picked.json')).provenance.picked).toContain('least energyJ');
  });

  it.each([
    [['--pick', 'psnrDb=>30,min:energyJ'], "--pick 'psnrDb=>30,min:energyJ': position 7: expected <= or"],
    [['--pick', 'energy<1,min:energyJ'], 'position 1: expected a metric of the study ('],
    [['--pick', 'energyJ<0,min:latencyS'], 'expected front policies with energyJ<0, got none of'],
    [
      ['--format', 'json', '--certificate', 'c.json'],
      '--certificate: expected it with --format md, got json',
    ],
    [['--format', 'md', '--certificate', 'c.json'], 'c.json: cannot read the certificate (ENOENT'],
    [['--trial', '1', '--pick', 'knee'], "option '--trial <n>' cannot be used with option '--pick <pick>'"],
    [['--format', 'xml'], 'Allowed choices are json, yaml, csv, c, sv, mem, md.'],
  ])('refuses %j and writes nothing', async (args, message) => {
    const { code, stdout, stderr } = await run('export', 'quick', ...args, '--out', 'refused');
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  it('shows a certificate of the policy on its card, and refuses one of another', async () => {
    const validate = (policy: string, certificate: string) =>
      run(
        ...['evaluate', 'quick.yaml', '--policy', policy, '--validate', '--margin', '0.5', '--images', '16'],
        ...['--certificate', certificate, '--workers', '1', '--quiet'],
      );
    expect(await run('export', 'quick', '--out', 'certified.json')).toMatchObject({ code: 0 });
    expect(await validate('certified.json', 'knee-certificate.json')).toMatchObject({ code: 0 });
    const card = await run('export', 'quick', '--certificate', 'knee-certificate.json', '--out', 'card.md');
    expect(card).toMatchObject({ code: 0, stderr: '' });
    expect(read('card.md')).toMatch(/## Certificate\n\n\*\*(NON-INFERIOR|UNDECIDED|INFERIOR)\*\*: claim/);
    const another = JSON.parse(read('certified.json')).provenance.trial === 0 ? 'id:1' : 'id:0';
    const other = ['--pick', another, '--certificate', 'knee-certificate.json', '--out', 'other.md'];
    expect(await run('export', 'quick', ...other)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("knee-certificate.json: policyId: expected the exported policy's"),
    });
    expect(existsSync(join(folder, 'other.md'))).toBe(false);
  });
});
