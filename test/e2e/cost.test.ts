import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leeway, REPOSITORY } from './cli.js';

const cost = (...args: readonly string[]) => leeway(REPOSITORY, 'cost', ...args);
const json = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await cost(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe.concurrent('leeway cost --gemm', () => {
  // Rows `t1x1x1` and `o77x129x321` of test/fixtures/scalesim-gemm.csv, and the closed forms of its head.
  it('prints what SCALE-Sim reports, and what it leaves out', async () => {
    const table = readFileSync(join(REPOSITORY, 'test/fixtures/scalesim-gemm.csv'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(',CALC,'))
      .map((line) => line.split(','));
    const rows = ['os', 'ws', 'is'].map((dataflow) =>
      table.find((row) => row[5] === '32' && row[6] === '32' && row[7] === dataflow && Number(row[4]) > 32),
    ) as string[][];
    for (const row of rows) {
      const [, , M, N, K, , , dataflow] = row;
      const result = await json('--gemm', `${M},${N},${K}`, '--array', '32x32', '--dataflow', dataflow);
      expect(result).toMatchObject({
        cycles: Number(row[13]) + 1,
        scaleSimTotalCycles: Number(row[13]),
        sramReads: { input: Number(row[19]), weight: Number(row[20]) },
        scaleSimOfmapWrites: Number(row[21]),
        sramWrites: Number(row[22]),
        outputWrites: Number(M) * Number(N),
      });
      expect(result.partialSumReads).toBe(result.sramWrites - result.outputWrites);
      expect(result.differencesFromScaleSim.join()).toMatch(/#166.*#18/);
    }
  });

  it('refuses what is no product', async () => {
    const { code, stderr } = await cost('--gemm', '256,1152');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--gemm 256,1152: expected M,N,K/);
  });
});

describe.concurrent('leeway cost', () => {
  it('prices a published network under a policy that adds up', async () => {
    const result = await json('dit-s2-256', '--steps', '10', '--point', '0.70V@2GHz');
    expect(result.nominal.macs).toBe(10 * 2 * 6_055_673_856);
    const { energyByComponentJ, energyJ, blocks } = result.policy;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(Object.values(energyByComponentJ))).toBeCloseTo(energyJ, 12);
    expect(sum(blocks.map((block: { energyJ: number }) => block.energyJ))).toBeCloseTo(energyJ, 12);
    expect(result.energySaving).toBeCloseTo(1 - energyJ / result.nominal.energyJ, 12);
    expect(result.products.length).toBe(89);
  });

  it('prices an ONNX network, names tilings and draws a figure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leeway-cost-'));
    const figure = join(folder, 'cost.svg');
    const { code, stdout } = await cost(
      'models/dit-fashion',
      '--policy',
      'policies/undervolted-rollback.json',
      '--products',
      '--svg',
      figure,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/rows\/cols\/depth, tile .*(stays|stay)/);
    expect(stdout).toMatch(/Against nominal: −\d/);
    const svg = readFileSync(figure, 'utf8');
    expect(svg).toMatch(/^<svg/);
    for (const text of ['Roofline', 'MAC/s', 'globalBuffer', 'checkpointWrite']) expect(svg).toContain(text);
  });

  it('lists the published networks', async () => {
    const names = (await json('--list')).map(({ name }: { name: string }) => name);
    expect(names).toHaveLength(12);
    expect(names).toContain('pixart-xl2-1024');
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no network', [], /expected a published network or the folder/],
    ['an unknown network', ['dit-xl3'], /dit-xl2-512/],
    [
      'an unknown accelerator',
      ['dit-s2-256', '--accelerator', 'gpu'],
      /--accelerator gpu: expected a YAML file/,
    ],
    ['a point out of reach', ['dit-s2-256', '--point', '0.4V@2GHz'], /--point: .*voltage/],
    ['a point without units', ['dit-s2-256', '--point', '0.68'], /such as 0.68V@2GHz/],
    [
      'a policy of another network',
      ['dit-s2-256', '--policy', 'policies/nominal.json'],
      /nominal.json: expected 250 steps/,
    ],
    [
      'a policy and a point',
      ['dit-s2-256', '--policy', 'a.json', '--point', '0.7V@2GHz'],
      /cannot be used with/,
    ],
  ];
  it.each(refused)('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await cost(...args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('writes nothing when it refuses', async () => {
    const figure = join(mkdtempSync(join(tmpdir(), 'leeway-cost-')), 'cost.svg');
    await cost('dit-s2-256', '--point', '0.4V@2GHz', '--svg', figure);
    expect(existsSync(figure)).toBe(false);
  });
});

it('leeway reproduce drift-energy prints its tables as text and as Markdown', async () => {
  const [text, markdown] = await Promise.all(
    [[], ['--markdown']].map((flags) => leeway(REPOSITORY, 'reproduce', 'drift-energy', ...flags)),
  );
  expect([text.code, markdown.code]).toEqual([0, 0]);
  expect(text.stdout).toContain('+13.9 %');
  expect(markdown.stdout).toMatch(/\| dit-xl2-512 \| 35\.8 % \|/);
});
