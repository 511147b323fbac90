import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSramEnergies } from '../../src/accelerator/sram-energies.js';
import { interpolateMacro, loadSramTable } from '../../src/accelerator/sram-table.js';

const cacti = loadSramTable('accelerators/energy-tables/cacti-sram.csv');
const KIB = 1024;
const macro = (kib: number, nodeM = 22e-9) =>
  interpolateMacro(cacti, { nodeM, wordBits: 256, capacityBytes: kib * KIB });

describe('the shipped table', () => {
  it('has the provenance of its rows', () => {
    expect(cacti.provenance).toMatch(/^CACTI 7.0 \(HewlettPackard\/cacti 1ffd8df; LSTP cells, 300 K/);
    expect(cacti.rows).toHaveLength(54);
  });

  it('is met at its rows', () => {
    expect(macro(64).readJ).toBeCloseTo(0.0136217e-9, 22);
    expect(macro(64).writeJ).toBeCloseTo(0.0143464e-9, 22);
    expect(macro(64).leakagePowerW).toBeCloseTo(0.0096214e-3, 15);
    expect(macro(8192, 45e-9)).toMatchObject({ capacityBytes: 2 ** 23, supplyV: 1.1 });
  });

  // 0.0078 sqrt(kB) pJ/bit, a fit of the same data by others, whose worst row is 22% away.
  it.each([48, 100, 384, 1500, 6000])('comes near to the published square-root fit at %i KiB', (kib) => {
    const picojoulePerBit = (macro(kib).readJ * 1e12) / 256;
    expect(Math.abs(picojoulePerBit / (0.0078 * Math.sqrt(kib)) - 1)).toBeLessThan(0.25);
  });
});

describe('interpolation', () => {
  it('is exact for a power of the capacity', () => {
    const row = (kib: number) => ({
      nodeM: 22e-9,
      wordBits: 256,
      supplyV: 0.8,
      capacityBytes: kib * KIB,
      readJ: kib ** 0.5,
      writeJ: kib ** 0.7,
      leakagePowerW: kib,
    });
    const table = { path: 'powers', provenance: 'powers', rows: [64, 4, 1024].map(row) };
    fc.assert(
      fc.property(fc.double({ min: 4, max: 1024, noNaN: true }), (kib) => {
        const found = interpolateMacro(table, { nodeM: 22e-9, wordBits: 256, capacityBytes: kib * KIB });
        expect(found.readJ / kib ** 0.5).toBeCloseTo(1, 10);
        expect(found.writeJ / kib ** 0.7).toBeCloseTo(1, 10);
        expect(found.leakagePowerW / kib).toBeCloseTo(1, 10);
      }),
    );
  });

  it('rises with the capacity', () => {
    const size = fc.integer({ min: 4, max: 8191 });
    fc.assert(
      fc.property(size, (kib) => {
        expect(macro(kib + 1).readJ).toBeGreaterThan(macro(kib).readJ);
        expect(macro(kib + 1).leakagePowerW).toBeGreaterThan(macro(kib).leakagePowerW);
      }),
    );
  });

  it('extrapolates nothing', () => {
    expect(() => macro(3)).toThrow(/expected macros of 4 KiB to 8 MiB .* at 22 nm and 256 bit, got 3 KiB/);
    expect(() => macro(8193)).toThrow(/nothing is extrapolated/);
  });
});

describe('derived energies', () => {
  const memory = { capacityBytes: 200 * KIB, macroBytes: 64 * KIB, wordBits: 256 };
  const derive = (nodeM: number, voltageV: number, macroKib = 64) =>
    deriveSramEnergies(cacti, 'table', { ...memory, macroBytes: macroKib * KIB }, { nodeM, voltageV });

  it('are the table’s own at its node and supply, with as many macros as the capacity takes', () => {
    const { readEnergyPerByte, leakagePower } = derive(22e-9, 0.8);
    expect(readEnergyPerByte.value).toBeCloseTo(0.0136217e-9 / 32, 20);
    expect(leakagePower.value).toBeCloseTo(4 * 0.0096214e-3, 12);
    expect(readEnergyPerByte.source).toMatch(
      /13.62 pJ per read \/ 32 B, x 1 = E\(0.8 V\) \/ E\(0.8 V\) at 22 nm/,
    );
    expect(derive(45e-9, 1.1).readEnergyPerByte.value).toBeCloseTo(0.0517987e-9 / 32, 20);
  });

  it('shrink with the square root of a smaller node, leakage by a further 0.79', () => {
    const ratio = Math.sqrt(7 / 22);
    expect(derive(7e-9, 0.8).writeEnergyPerByte.value).toBeCloseTo((0.0143464e-9 / 32) * ratio, 20);
    expect(derive(7e-9, 0.8).leakagePower.value).toBeCloseTo(4 * 0.0096214e-3 * ratio * 0.79, 12);
  });

  it('say where a macro lies between rows', () => {
    expect(derive(22e-9, 0.8, 100).readEnergyPerByte.source).toContain(
      'macro of 100 KiB (interpolated), 256-bit',
    );
  });
});

describe('a broken table', () => {
  const load = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'leeway-')), 'table.csv');
    writeFileSync(path, text);
    return () => loadSramTable(path);
  };
  const header = 'tech_nm,size_bytes,width_bits,supply_V,read_nJ,write_nJ,leak_mW';

  it('says which column is missing, and which line has no number', () => {
    expect(load(`# here\n${header.replace('supply_V,', '')}\n`)).toThrow(
      /table.csv:2: expected a column supply_V, got tech_nm, size_bytes/,
    );
    expect(load(`${header}\n22,4096,256,0.8,1,1,1\n22,8192,256,0.8,x,1,1\n`)).toThrow(
      /table.csv:3: read_nJ: expected a number above 0, got '22,8192,256,0.8,x,1,1'/,
    );
    expect(load('')).toThrow(/table.csv:1: expected a column tech_nm/);
  });
});
