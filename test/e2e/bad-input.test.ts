import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uniformPolicy } from '../../src/core/policy.js';
import { DataType } from '../../src/network/onnx-build.js';
import { encodeModel } from '../../src/network/onnx-file.js';
import { NetworkBuilder } from '../network/network-builder.js';
import { type Ended, leeway } from './cli.js';
import { ACCELERATOR, NETWORK, QUICK_SPACE } from './quick-space.js';
import { acceleratorDescription, edited, emptyWorkspace, networkDescription } from './workspace.js';

/** What must be wrong with a run: its message, as patterns that have to match it. */
type Message = readonly (string | RegExp)[];

/** A refusal says one thing, to the person who gave the input: no stack, no second message. */
function expectRefusal({ code, stdout, stderr }: Ended, message: Message): void {
  expect(stderr).toMatch(/^(InputError: |error: )/);
  for (const part of message) expect(stderr).toMatch(part);
  expect(stderr.match(/(Input|Unsupported|Store|Execution|Bug)Error|error: /g)).toHaveLength(1);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr).not.toContain('node_modules');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

async function expectTuneRefused(folder: string, message: Message): Promise<void> {
  expectRefusal(await leeway(folder, 'tune', 'quick.yaml', '--workers', '1'), message);
  expect(existsSync(join(folder, 'runs/quick'))).toBe(false);
  expect(existsSync(join(folder, 'reports'))).toBe(false);
}

/** `quick.yaml:line:column` of a text in a search space. */
function placeIn(space: string, text: string): string {
  const before = space.slice(0, space.indexOf(text)).split('\n');
  return `quick.yaml:${before.length}:${(before.at(-1) as string).length + 1}: `;
}

describe.concurrent('a search space', () => {
  const refused: readonly (readonly [string, string, string, string, RegExp])[] = [
    ['an unknown key', 'question:', 'qestion:', 'qestion:', /qestion: unknown key/],
    ['a unit of another quantity', '0.68 V', '0.68 GHz', '0.68 GHz', /voltage: .*expected.*V.*0\.68 GHz/],
    ['a missing unit', '2.8 GHz', '2.8', '2.8,', /frequencies\.0: .*expected.*Hz/],
    [
      'an unknown metric',
      'metric: energyJ',
      'metric: joy',
      'joy',
      /metric: expected a metric: one of energyJ/,
    ],
  ];
  it.each(refused)(
    'with %s is refused at its line and column',
    async (_, search, replacement, at, reason) => {
      const space = edited(QUICK_SPACE, search, replacement);
      await expectTuneRefused(emptyWorkspace(space), [placeIn(space, at), reason]);
    },
  );

  it.each([
    [
      'a voltage below the range',
      '0.68 V',
      '0.3 V',
      /quick\.yaml:\d+:\d+: policy\.operatingPoints: .*0\.300V@.*voltage outside of 0\.6 to/,
    ],
    [
      'a frequency above the range',
      '3.4 GHz',
      '5 GHz',
      /quick\.yaml:\d+:\d+: policy\.operatingPoints: .*@5\.00GHz.*frequency outside of .*3\.6 GHz/,
    ],
    ['groups that leave out a block', ', head]', ']', /quick\.yaml:\d+:3: policy\.blockGroups: .*head/],
    ['a group with an unknown block', 'head]', 'tail]', /quick\.yaml:\d+:\d+: policy\.blockGroups.*tail/],
    [
      'segments that leave out a step',
      '[2, 3]',
      '[3, 3]',
      /quick\.yaml:\d+:\d+: policy\.stepSegments.*step.*2/,
    ],
    [
      'no accelerator at its path',
      ACCELERATOR,
      './nowhere.yaml',
      /nowhere\.yaml: cannot read the accelerator/,
    ],
    ['no network at its path', NETWORK, './nowhere', /nowhere.model\.yaml: cannot read the network/],
  ])('with %s is refused', async (_, search, replacement, message) => {
    await expectTuneRefused(emptyWorkspace(edited(QUICK_SPACE, search, replacement)), [message]);
  });

  it('that is empty is refused', () =>
    expectTuneRefused(emptyWorkspace(''), [/quick\.yaml:1:1: .*(empty|expected)/]));

  it('that is a folder or is not there is refused', async () => {
    const folder = emptyWorkspace();
    mkdirSync(join(folder, 'folder.yaml'));
    expectRefusal(await leeway(folder, 'tune', 'folder.yaml'), [
      /folder\.yaml: cannot read the search space/,
    ]);
    expectRefusal(await leeway(folder, 'tune', 'none.yaml'), [/none\.yaml: cannot read the search space/]);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});

it('refuses an unknown key of an accelerator at its line', async () => {
  const folder = emptyWorkspace(edited(QUICK_SPACE, ACCELERATOR, 'accelerator.yaml'));
  const text = edited(acceleratorDescription(), '  cols: {', '  columns: {');
  writeFileSync(join(folder, 'accelerator.yaml'), text);
  const line = text.split('\n').findIndex((content) => content.includes('columns:')) + 1;
  await expectTuneRefused(folder, [new RegExp(`accelerator\\.yaml:${line}:3: array\\.columns: unknown key`)]);
});

describe.concurrent('a network', () => {
  /** A workspace whose network has the given description. */
  function withNetwork(description: string): string {
    const folder = emptyWorkspace(edited(QUICK_SPACE, NETWORK, 'model.yaml'));
    writeFileSync(join(folder, 'model.yaml'), description);
    return folder;
  }

  /** A workspace whose network is a file of its own with the given bytes. */
  function withOnnx(bytes: Uint8Array): string {
    const named = edited(networkDescription(), join(NETWORK, 'model.onnx'), 'own.onnx');
    const folder = withNetwork(named.replace(/^ {2}sha256.*\n/m, ''));
    writeFileSync(join(folder, 'own.onnx'), bytes);
    return folder;
  }

  it('with an unknown key in its description is refused at its line', async () => {
    const folder = withNetwork(edited(networkDescription(), 'nullLabel:', 'nulLabel:'));
    await expectTuneRefused(folder, [/model\.yaml:\d+:3: classes\.nulLabel: unknown key/]);
  });

  it('whose file is missing is refused', async () => {
    const folder = withNetwork(edited(networkDescription(), join(NETWORK, 'model.onnx'), 'missing.onnx'));
    await expectTuneRefused(folder, [
      /missing\.onnx: cannot read the ONNX network \(ENOENT: no such file or directory\)/,
    ]);
  });

  it('whose file has another checksum is refused', async () => {
    const other = 'f'.repeat(64);
    const folder = withNetwork(networkDescription().replace(/(?<=sha256: )\w+/, other));
    await expectTuneRefused(folder, [`model.onnx: checksum differs: expected sha256 ${other}`]);
  });

  it('whose file is truncated or empty is refused', async () => {
    const whole = readFileSync(join(NETWORK, 'model.onnx'));
    for (const length of [0, Math.floor(whole.length / 2)]) {
      const folder = withOnnx(whole.subarray(0, length));
      await expectTuneRefused(folder, [`own.onnx: not a complete ONNX model (${length} bytes)`]);
    }
  });

  it('with an operator that Leeway cannot execute in INT8 is refused', async () => {
    const net = new NetworkBuilder();
    const sample = net.input('sample', [1, 1, 32, 32]);
    net.input('timestep', [1], DataType.INT64);
    net.input('class_labels', [1], DataType.INT64);
    const kernel = net.random('kernel', [1, 1, 1, 1], 1);
    net.output(net.node('Conv', '/blocks.0/Conv', [sample, kernel]));
    await expectTuneRefused(withOnnx(encodeModel(net.build())), [
      /own\.onnx: .*\/blocks\.0\/Conv.*not supported/,
    ]);
  });
});

describe.concurrent('a policy', () => {
  const policy = uniformPolicy(['somewhere', 'else'], 4, { voltageV: 0.9, frequencyHz: 2e9 });

  it.each([
    [
      'a wrong field',
      JSON.stringify({ ...policy, format: 'policy' }),
      /p\.json:1:11: format: expected format/,
    ],
    ['an unknown field', JSON.stringify({ ...policy, extra: 1 }), /p\.json:1:\d+: extra: unknown key/],
    ['half its text', JSON.stringify(policy).slice(0, 60), /p\.json:1:\d+: /],
    ['no text', '', /p\.json:1:1: /],
  ])('with %s is refused', async (_, text, message) => {
    const folder = emptyWorkspace();
    writeFileSync(join(folder, 'p.json'), text);
    expectRefusal(await leeway(folder, 'evaluate', 'quick.yaml', '--policy', 'p.json'), [message]);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('that is a folder is refused', async () => {
    const ended = await leeway(emptyWorkspace(), 'evaluate', 'quick.yaml', '--policy', '.');
    expectRefusal(ended, [/: \.: cannot read the policy \(EISDIR: illegal operation on a directory\)/]);
  });
});

describe.concurrent('a command line', () => {
  it.each([
    ['an unknown option', ['tune', 'quick.yaml', '--wrkers', '2'], /unknown option '--wrkers'/],
    ['an unknown command', ['tuna'], /unknown command 'tuna'/],
    ['a number that is none', ['tune', 'quick.yaml', '--trials', 'many'], /--trials.*'many'.*integer of 1/],
    ['no search space', ['tune'], /missing required argument 'search-space'/],
    ['a study that does not exist', ['resume', 'none'], /runs.none.manifest\.json: no study is there/],
    ['no study to report on', ['report', 'none'], /runs.none.manifest\.json: no study is there/],
    ['no study to export from', ['export', 'none'], /runs.none.manifest\.json: no study is there/],
    [
      'a study name with a slash',
      ['tune', 'quick.yaml', '--name', '../x'],
      /study name: expected.*'\.\.\/x'/,
    ],
  ])('with %s is refused', async (_, args, message) => {
    const folder = emptyWorkspace();
    expectRefusal(await leeway(folder, ...args), [message]);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('with the name of a study that exists is refused', async () => {
    const folder = emptyWorkspace();
    mkdirSync(join(folder, 'runs/quick'), { recursive: true });
    expectRefusal(await leeway(folder, 'tune', 'quick.yaml'), [/runs.quick: a study of this name exists/]);
  });
});
