import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { constantsOf, loadAccelerator } from '../../src/accelerator/accelerator.js';
import { checkpointGeometry } from '../../src/accelerator/checkpoint-geometry.js';
import { operatingPointViolation } from '../../src/accelerator/policy-violation.js';
import { LeewayError } from '../../src/core/errors.js';

const EDGE = 'accelerators/edge-32x32.yaml';
const edge = loadAccelerator(EDGE);
const files = readdirSync('accelerators').filter((name) => name.endsWith('.yaml'));

/** Paths of all numbers and quantities of a YAML tree that have no source beside them. */
function withoutSource(node: unknown, path: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return [path.join('.')];
  if ('value' in node) {
    const source = 'source' in node ? node.source : undefined;
    return typeof source === 'string' && source.length >= 20 ? [] : [path.join('.')];
  }
  return Object.entries(node).flatMap(([key, child]) => withoutSource(child, [...path, key]));
}

describe.each(files)('%s', (file) => {
  const path = join('accelerators', file);

  it('has a source at every constant', () => {
    const descriptive = ['format', 'name', 'summary', 'errorCurve'];
    expect(withoutSource(parse(readFileSync(path, 'utf8')))).toEqual(descriptive);
  });

  it('lists every constant and says which are assumed', () => {
    const loaded = loadAccelerator(path);
    const constants = constantsOf(loaded);
    const written = readFileSync(path, 'utf8').match(/\bvalue:/g) ?? [];
    expect(constants.length).toBe(written.length + 1);
    expect(new Set(constants.map((constant) => constant.name)).size).toBe(constants.length);
    for (const { source, assumed } of constants) expect(assumed).toBe(/assumed/i.test(source));
  });

  it('offers only operating points that it can run, the nominal one first', () => {
    const loaded = loadAccelerator(path);
    for (const list of [loaded.operatingPoints.undervolted, loaded.operatingPoints.overclocked]) {
      expect(list[0]).toEqual(loaded.core.nominal);
      for (const point of list) expect(operatingPointViolation(loaded, point)).toBeNull();
    }
  });

  it('is plain JSON', () => {
    const loaded = loadAccelerator(path);
    expect(JSON.parse(JSON.stringify(loaded))).toEqual(loaded);
  });
});

describe('edge-32x32', () => {
  it('has DRIFT’s constants', () => {
    expect(edge.core.nominal).toEqual({ voltageV: 0.9, frequencyHz: 2e9 });
    expect(edge.core.energyPerMacJ).toBeCloseTo(0.16e-12, 20);
    expect(edge.dram.energyPerByteJ).toBeCloseTo(31e-12, 20);
    expect(edge.errorCurve.name).toBe('drift-fine');
    expect(checkpointGeometry(edge)).toEqual({ tileSize: 32, accessBytes: 32, rowBytes: 1024 });
  });

  it('counts an operation of DRIFT as one multiply-accumulate, as its 7.53e11 per step of DiT-XL/2-512 do', () => {
    const hidden = 1152;
    const tokens = 1024;
    const macs = 28 * (18 * hidden ** 2 * tokens + 2 * tokens ** 2 * hidden);
    expect(macs.toPrecision(3)).toBe('7.53e+11');
  });

  it('has the memory energies that its sources derive', () => {
    // CACTI 7.0, 22 nm, 256-bit words; scaled to 14 nm and from 0.8 V to 0.9 V.
    const scaled = (nanojoule: number) => ((nanojoule * 1e-9) / 32) * Math.sqrt(14 / 22) * (0.9 / 0.8) ** 2;
    const within = (value: number, expected: number) =>
      expect(Math.abs(value / expected - 1)).toBeLessThan(0.002);
    within(edge.localMemory.readEnergyPerByteJ, scaled(0.0136217));
    within(edge.localMemory.writeEnergyPerByteJ, scaled(0.0143464));
    within(edge.globalBuffer.readEnergyPerByteJ, scaled(0.187685));
    within(edge.globalBuffer.writeEnergyPerByteJ, scaled(0.182411));
    const leakage = Math.sqrt(14 / 22) * 0.79 * (0.9 / 0.8) * 1e-3;
    within(edge.localMemory.leakagePowerW, 3 * 0.0096214 * leakage);
    within(edge.globalBuffer.leakagePowerW, 2 * 1.0991 * leakage);
    within(edge.core.leakagePowerW, 1024 * (0.0023 + 0.08 / 16) * 1e-3 * 1.003);
  });
});

describe('a broken description', () => {
  const text = readFileSync(EDGE, 'utf8').replace(
    'error-curves/',
    `${resolve('accelerators/error-curves')}/`,
  );
  const load = (from: string | RegExp, to: string) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    const path = join(mkdtempSync(join(tmpdir(), 'leeway-')), 'broken.yaml');
    writeFileSync(path, changed);
    try {
      return loadAccelerator(path);
    } catch (error) {
      return error instanceof LeewayError ? error.message.replace(path, 'broken.yaml') : error;
    }
  };
  const line = (needle: string) => text.slice(0, text.indexOf(needle)).split('\n').length;

  it('says where a unit is wrong', () => {
    expect(load('value: 31 pJ/B', 'value: 31 pJ')).toMatch(
      new RegExp(
        `^broken.yaml:${line('31 pJ/B')}:\\d+: dram.energyPerByte.value: expected a quantity in J/B`,
      ),
    );
  });

  it('says where a source is missing or empty', () => {
    expect(load(", source: 'ramulator2 hbm2.py: RRD 4 ns'", '')).toMatch(
      new RegExp(
        `^broken.yaml:${line('activateInterval')}:\\d+: dram.activateInterval.source: expected the constant`,
      ),
    );
    expect(load("'ramulator2 hbm2.py: RRD 4 ns'", "''")).toMatch(/dram.activateInterval.source: expected/);
  });

  it('says which key is unknown', () => {
    expect(load('pseudoChannels:', 'pseudoChanels:')).toMatch(
      /broken.yaml:\d+:3: dram.pseudoChanels: unknown key/,
    );
  });

  it('says that a bare value is no constant', () => {
    expect(load(/technology: \{.*\}/, 'technology: 14 nm')).toMatch(
      /technology: expected a constant: \{ value/,
    );
  });

  it('refuses quantities of zero, counts below one and unknown names', () => {
    expect(load('value: 256 GB/s', 'value: 0 GB/s')).toMatch(
      /dram.bandwidth.value: expected a quantity above 0 B\/s/,
    );
    expect(load('rows: { value: 32', 'rows: { value: 0')).toMatch(/array.rows.value/);
    expect(load('dataflow: { value: os', 'dataflow: { value: xs')).toMatch(/array.dataflow.value/);
  });

  it('refuses values that contradict each other', () => {
    expect(load('nominalVoltage: { value: 0.9 V', 'nominalVoltage: { value: 1.2 V')).toMatch(
      /core.nominalVoltage.value: expected a value between 0.6 and 1.1/,
    );
    expect(load('0.64 V, 0.62 V', '0.64 V, 0.5 V')).toMatch(/operatingPoints.undervolted.value: expected/);
    expect(load('2.2 GHz', '4 GHz')).toMatch(/operatingPoints.overclocked.value: expected/);
  });

  it('names the error curve that is missing', () => {
    expect(load('drift-fine.yaml', 'none.yaml')).toMatch(
      /none.yaml: cannot read the error curve \(ENOENT: no such file or directory\)/,
    );
  });
});
