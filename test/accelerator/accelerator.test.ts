import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { constantsOf } from '../../src/accelerator/accelerator.js';
import { checkpointGeometry } from '../../src/accelerator/checkpoint-geometry.js';
import { acceleratorJsonSchema } from '../../src/accelerator/description.js';
import { loadErrorCurve } from '../../src/accelerator/error-curve.js';
import { loadAccelerator } from '../../src/accelerator/load-accelerator.js';
import { operatingPointViolation } from '../../src/accelerator/policy-violation.js';
import { energyRatio } from '../../src/accelerator/technology-scaling.js';
import { energyScale } from '../../src/accelerator/voltage-domain.js';
import { stressAt } from '../../src/core/error-curve.js';
import { LeewayError } from '../../src/core/errors.js';

const EDGE = 'accelerators/edge-32x32.yaml';
const edge = loadAccelerator(EDGE);
const drift = loadAccelerator('accelerators/drift-14nm.yaml');
const full = loadAccelerator('accelerators/drift-14nm-full.yaml');
const tpu = loadAccelerator('accelerators/tpu-like.yaml');
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
    const references =
      /^(format|name|summary|errorCurve(\.file)?|(localMemory|globalBuffer)\.energy\.table)$/;
    const bare = withoutSource(parse(readFileSync(path, 'utf8')));
    expect(bare.filter((field) => !references.test(field))).toEqual([]);
  });

  it('lists every constant and says which are assumed', () => {
    const loaded = loadAccelerator(path);
    const constants = constantsOf(loaded);
    const text = readFileSync(path, 'utf8');
    const written = text.match(/\bvalue:/g) ?? [];
    const derived = 3 * (text.match(/\btable:/g) ?? []).length;
    expect(constants.length).toBe(written.length + derived + 1);
    for (const { source } of constants) expect(source.length).toBeGreaterThanOrEqual(20);
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

  it('begins with the line that editors find the schema by', () => {
    const [first] = readFileSync(path, 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../schemas/accelerator.schema.json');
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

  it('has the memory energies that a hand calculation from its table gives', () => {
    // CACTI 7.0, 22 nm, 256-bit words at 0.8 V; 14 nm fit of Stillmaker and Baas at 0.9 V and 0.8 V.
    const [at09, at08] = [0.9, 0.8].map((volt) => 0.2363 * volt ** 2 - 0.09675 * volt + 0.02239);
    const perByte = (nanojoule: number) => ((nanojoule * 1e-9) / 32) * Math.sqrt(14 / 22) * (at09 / at08);
    const within = (value: number, expected: number) => expect(value / expected).toBeCloseTo(1, 10);
    within(edge.localMemory.readEnergyPerByteJ, perByte(0.0136217));
    within(edge.localMemory.writeEnergyPerByteJ, perByte(0.0143464));
    within(edge.globalBuffer.readEnergyPerByteJ, perByte(0.187685));
    within(edge.globalBuffer.writeEnergyPerByteJ, perByte(0.182411));
    const leakage = Math.sqrt(14 / 22) * 0.79 * (0.9 / 0.8) * 1e-3;
    within(edge.localMemory.leakagePowerW, 3 * 0.0096214 * leakage);
    within(edge.globalBuffer.leakagePowerW, 2 * 1.0991 * leakage);
  });

  it('says how those were derived', () => {
    const source = (name: string) => edge.constants.find((constant) => constant.name === name)?.source;
    expect(source('localMemory.readEnergyPerByte')).toBe(
      'derived: CACTI 7.0 (HewlettPackard/cacti 1ffd8df; LSTP cells, 300 K, 1 read-write port, 1 bank), ' +
        'energy-tables/cacti-sram.csv; 22 nm, macro of 64 KiB, 256-bit word: 13.62 pJ per read / 32 B, x 0.7977 = ' +
        '(14/22)^0.5 as hwcomponents-cacti scales, x 1.317 = E(0.9 V) / E(0.8 V) at 14 nm (Stillmaker and Baas 2017)',
    );
    expect(source('globalBuffer.leakagePower')).toMatch(
      /8 MiB, 256-bit word: 2 x 1.099 mW, x 0.7977 = .* and x 0.79 for FinFETs, x 0.9\/0.8 for the voltage$/,
    );
  });

  it('has the leakage and the vector energy that its sources derive', () => {
    expect(edge.core.leakagePowerW).toBeCloseTo(1024 * (0.0023 + 0.08 / 16) * 1e-3, 4);
    const ratio = energyRatio({ nodeM: 45e-9, voltageV: 0.9 }, { nodeM: 14e-9, voltageV: 0.9 });
    expect(edge.vectorUnit.energyPerOperationJ / (3.2e-12 * ratio)).toBeCloseTo(1, 2);
  });

  it('streams as fast as one HBM2 stack at 2 Gbps', () => {
    const { accessBytes, burstIntervalS, pseudoChannels } = edge.dram;
    expect((pseudoChannels * accessBytes) / burstIntervalS).toBeCloseTo(256e9, -3);
  });
});

describe('drift-14nm', () => {
  it('counts what DRIFT counts and nothing else', () => {
    const { core, dram, localMemory, globalBuffer, vectorUnit, transitions, protection } = drift;
    expect([core.energyPerMacJ, dram.energyPerByteJ, dram.accessBytes]).toEqual([0.16e-12, 31e-12, 64]);
    const nothing = [
      core.leakagePowerW,
      dram.backgroundPowerW,
      dram.activationEnergyJ,
      ...[localMemory, globalBuffer].flatMap((memory) => [
        memory.readEnergyPerByteJ,
        memory.writeEnergyPerByteJ,
        memory.leakagePowerW,
      ]),
      vectorUnit.energyPerOperationJ,
      vectorUnit.leakagePowerW,
      ...Object.values(transitions),
      ...Object.values(protection),
    ];
    expect(nothing.filter((value) => value !== 0)).toEqual([]);
  });

  it('saves with the square of the voltage, drift-14nm-full in proportion to it', () => {
    const point = { voltageV: 0.6, frequencyHz: 2e9 };
    expect(energyScale(drift.domains.core, point, 0.9)).toBeCloseTo((0.6 / 0.9) ** 2, 12);
    expect(energyScale(full.domains.core, point, 0.9)).toBeCloseTo(0.6 / 0.9 / 0.992, 12);
  });

  it('has the array and the operation energies of drift-14nm-full', () => {
    expect(full.array).toEqual(drift.array);
    expect({ ...full.core, leakagePowerW: 0 }).toEqual(drift.core);
    expect(full.dram).toEqual({
      ...drift.dram,
      activationEnergyJ: 828e-12,
      backgroundPowerW: 0.51,
      refreshS: 260e-9,
    });
  });
});

describe('tpu-like', () => {
  it('streams at the 614 GB/s of a TPUv4i', () => {
    const { accessBytes, burstIntervalS, pseudoChannels } = tpu.dram;
    expect((pseudoChannels * accessBytes) / burstIntervalS / 614e9).toBeCloseTo(1, 2);
  });

  it('is under nominal stress at its own clock', () => {
    expect(stressAt(tpu.errorCurve, tpu.core.nominal)).toBe(1);
    expect(tpu.errorCurve.name).toBe('drift-fine at 1.05 GHz');
    expect(constantsOf(tpu).find(({ name }) => name === 'errorCurve')?.assumed).toBe(true);
  });

  it('times another curve for its own clock too', () => {
    const other = 'accelerators/error-curves/drift-steep.yaml';
    const { errorCurve } = loadAccelerator('accelerators/tpu-like.yaml', other);
    expect(errorCurve).toMatchObject({ name: 'drift-steep at 1.05 GHz', referenceFrequencyHz: 1.05e9 });
    expect(errorCurve.wordErrorRate).toEqual(loadErrorCurve(other).wordErrorRate);
    expect(loadAccelerator(EDGE, other).errorCurve).toEqual(loadErrorCurve(other));
  });

  it('has the vector energy and the leakage that its sources derive', () => {
    const ratio = energyRatio({ nodeM: 45e-9, voltageV: 0.9 }, { nodeM: 7e-9, voltageV: 0.9 });
    expect(tpu.vectorUnit.energyPerOperationJ / (3.2e-12 * ratio)).toBeCloseTo(1, 2);
    const leakage = Math.sqrt(7 / 22) * 0.79 * (0.9 / 0.8) * 1e-3;
    expect(tpu.globalBuffer.leakagePowerW / (16 * 1.0991 * leakage)).toBeCloseTo(1, 3);
    expect(tpu.localMemory.leakagePowerW / (0.54953 * leakage)).toBeCloseTo(1, 2);
  });
});

it('ships the JSON Schema of its descriptions; vitest -u writes it anew', async () => {
  const schema = `${JSON.stringify(acceleratorJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../schemas/accelerator.schema.json');
});

describe('a broken description', () => {
  const text = readFileSync(EDGE, 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'leeway-'));
  cpSync('accelerators', folder, { recursive: true });

  const message = (changed: string) => {
    writeFileSync(join(folder, 'broken.yaml'), changed);
    try {
      return loadAccelerator(join(folder, 'broken.yaml'));
    } catch (error) {
      return error instanceof LeewayError ? error.message.replaceAll(`${folder}/`, '') : error;
    }
  };
  const load = (from: string | RegExp, to: string) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    return message(changed);
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

  it('gives a file of the first format one message, which says what to add', () => {
    const old = text
      .replace('leeway-accelerator/2', 'leeway-accelerator/1')
      .replace(/^vectorUnit:.*?^operatingPoints:/ms, 'operatingPoints:');
    expect(message(old)).toMatch(
      /^broken.yaml:\d+:9: format: expected format 'leeway-accelerator\/2', got 'leeway-accelerator\/1'; add the sections vectorUnit, protection, domains .* as in accelerators\/edge-32x32.yaml$/,
    );
    expect(message(text.replace('leeway-accelerator/2', 'leeway-policy/1'))).toMatch(
      /, got "leeway-policy\/1"$/,
    );
  });

  it('refuses quantities of zero, counts below one and unknown names', () => {
    expect(load('value: 2 ns', 'value: 0 ns')).toMatch(
      /dram.burstInterval.value: expected a quantity above 0 s/,
    );
    expect(load('rows: { value: 32', 'rows: { value: 0')).toMatch(/array.rows.value/);
    expect(load('dataflow: { value: os', 'dataflow: { value: xs')).toMatch(/array.dataflow.value/);
    expect(load('legal: { value: range', 'legal: { value: any')).toMatch(
      /operatingPoints.legal.value: expected "range" or "listed", got "any"/,
    );
  });

  it('refuses values that contradict each other', () => {
    expect(load('nominalVoltage: { value: 0.9 V', 'nominalVoltage: { value: 1.2 V')).toMatch(
      /core.nominalVoltage.value: expected a value between 0.6 and 1.1/,
    );
    expect(load('0.64 V, 0.62 V', '0.64 V, 0.5 V')).toMatch(/operatingPoints.undervolted.value: expected/);
    expect(load('2.2 GHz', '4 GHz')).toMatch(/operatingPoints.overclocked.value: expected/);
    expect(load('minVoltage: { value: 0.5 V', 'minVoltage: { value: 1 V')).toMatch(
      /domains.memory.minVoltage.value: expected a value between 0 and 0.9/,
    );
    expect(load('refresh: { value: 260 ns', 'refresh: { value: 3 us')).toMatch(
      /dram.refresh.value: expected/,
    );
    expect(load('macroCapacity: { value: 64 KiB', 'macroCapacity: { value: 1 MiB')).toMatch(
      /localMemory.energy.macroCapacity.value: expected a value between 1 and 196608/,
    );
  });

  it('reads pairs of voltage and frequency, and says where one is wrong', () => {
    const pairs = (...texts: string[]) =>
      `operatingPoints:\n  pairs: { value: [${texts.map((one) => `'${one}'`).join(', ')}], source: a firmware table }`;
    const loaded = load('operatingPoints:', pairs('0.7 V, 1.6 GHz', '1 V, 2400 MHz'));
    expect(loaded).toMatchObject({
      operatingPoints: {
        pairs: [
          { voltageV: 0.7, frequencyHz: 1.6e9 },
          { voltageV: 1, frequencyHz: 2.4e9 },
        ],
      },
    });
    expect(loaded).toHaveProperty(
      'constants',
      expect.arrayContaining([
        expect.objectContaining({ name: 'operatingPoints.pairs', value: '0.700V@1.60GHz, 1.000V@2.40GHz' }),
      ]),
    );
    expect(load('operatingPoints:', pairs('0.7 V, 1.6 GHz', '0.7 V'))).toMatch(
      /^broken.yaml:\d+:\d+: operatingPoints.pairs.value.1: expected a voltage and a frequency, such as '0.7 V, 1.6 GHz', got '0.7 V'$/,
    );
    expect(load('operatingPoints:', pairs('0.5 V, 1.6 GHz'))).toMatch(
      /operatingPoints.pairs.value: expected a value between 0.6 and 1.1/,
    );
  });

  it('wants the core among the domains, and memories in one of them', () => {
    expect(load('domains:\n  core:', 'domains:\n  logic:')).toMatch(/domains.core: expected/);
    expect(load('domain: { value: memory', 'domain: { value: sram')).toMatch(
      /localMemory.domain.value: expected core or memory, got sram; add it to domains/,
    );
  });

  it('wants a rail for a linear regulator, and for no other', () => {
    expect(load('regulator: { value: ideal', 'regulator: { value: ldo')).toMatch(
      /domains.memory.regulator: expected railVoltage and currentEfficiency with regulator 'ldo'; add them/,
    );
    const rail = 'railVoltage: { value: 0.9 V, source: a rail }';
    expect(load('    minVoltage:', `    ${rail}\n    minVoltage:`)).toMatch(
      /domains.memory.regulator: .* with regulator 'ldo' only; remove them/,
    );
    const ldo = (volts: string) =>
      `currentEfficiency: { value: 0.99, source: a source }\n    railVoltage: { value: ${volts}, source: a rail }`;
    expect(
      load(
        /regulator: \{ value: ideal.*/,
        `regulator: { value: ldo, source: a source }\n    ${ldo('0.8 V')}`,
      ),
    ).toMatch(/domains.memory.railVoltage.value: expected a value between 0.9 and/);
  });

  it('wants energies from a table or as constants, not some of both', () => {
    const wanted = 'expected either energy: { table, wordBits, macroCapacity } or readEnergyPerByte';
    const given = 'readEnergyPerByte: { value: 1 pJ/B, source: a source }';
    expect(load('  energy:\n', `  ${given}\n  energy:\n`)).toMatch(
      new RegExp(`broken.yaml:\\d+:\\d+: localMemory.energy: ${wanted}.*, got some of both`),
    );
    expect(load(/ {2}energy:\n(?: {4}.*\n){3}/, `  ${given}\n`)).toMatch(
      new RegExp(`localMemory: ${wanted}.*, got 1 of these three`),
    );
  });

  it('says where a table cannot give the memory', () => {
    expect(load('macroCapacity: { value: 8 MiB', 'macroCapacity: { value: 12 MiB')).toBe(
      `broken.yaml:${line('macroCapacity: { value: 8 MiB') - 3}:3: globalBuffer.energy: expected macros of 4 KiB to ` +
        '8 MiB as energy-tables/cacti-sram.csv has at 22 nm and 256 bit, got 12 MiB; nothing is extrapolated: build ' +
        'the memory of such macros, or give readEnergyPerByte, writeEnergyPerByte and leakagePower',
    );
    expect(load('wordBits: { value: 256', 'wordBits: { value: 64')).toMatch(
      /localMemory.energy: expected a word of 128, 256, 1024 bit as .* has at 22 nm, got 64 bit; choose one of those/,
    );
    expect(load('technology: { value: 14 nm', 'technology: { value: 28 nm')).toMatch(
      /localMemory.energy: expected a technology of 22, 32, 45 nm as .* has, or a smaller one, got 28 nm/,
    );
    expect(load('technology: { value: 14 nm', 'technology: { value: 3 nm')).toMatch(
      /localMemory.energy: technology of 3 nm: expected a node from 7 to 130 nm/,
    );
    expect(load('cacti-sram.csv', 'none.csv')).toMatch(
      /^energy-tables\/none.csv: cannot read the SRAM table/,
    );
  });

  it('names the error curve that is missing', () => {
    expect(load('drift-fine.yaml', 'none.yaml')).toMatch(
      /none.yaml: cannot read the error curve \(ENOENT: no such file or directory\)/,
    );
  });
});
