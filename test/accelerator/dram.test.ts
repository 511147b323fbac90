import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dram, dramBandwidthBytesPerS, dramEnergyJ, dramTimeS } from '../../src/accelerator/dram.js';

/** Timings that can be added up in one's head, in ns; an eighth of the time goes to refreshes. */
const dram: Dram = {
  energyPerByteJ: 100e-12,
  activationEnergyJ: 1e-9,
  backgroundPowerW: 1,
  accessBytes: 32,
  rowBytes: 1024,
  pseudoChannels: 16,
  bankGroups: 4,
  banksPerGroup: 4,
  burstIntervalS: 2e-9,
  sameGroupBurstIntervalS: 4e-9,
  activateIntervalS: 3e-9,
  fourActivateWindowS: 20e-9,
  rowCycleS: 48e-9,
  rowMissS: 40e-9,
  refreshS: 500e-9,
  refreshIntervalS: 4000e-9,
};
const STRETCH = 8 / 7;
const nanoseconds = (bytes: number, activations: number, changes: Partial<Dram> = {}) =>
  (dramTimeS({ ...dram, ...changes }, bytes, activations) * 1e9) / STRETCH;

describe('dramBandwidthBytesPerS', () => {
  it('is one access per burst interval and pseudo-channel', () => {
    expect(dramBandwidthBytesPerS(dram)).toBeCloseTo(256e9, 0);
  });
});

describe('dramTimeS', () => {
  it.each([
    { what: 'nothing', bytes: 0, activations: 0, expected: 0 },
    { what: 'one row at the rate of one bank group', bytes: 1024, activations: 1, expected: 40 + 32 * 4 },
    { what: 'a row of each channel', bytes: 16 * 1024, activations: 16, expected: 40 + 32 * 4 },
    { what: 'two rows of each, interleaved', bytes: 32 * 1024, activations: 32, expected: 40 + 64 * 2 },
    { what: 'a stream at peak rate', bytes: 1024 ** 2, activations: 1024, expected: 40 + 64 * 64 },
    { what: 'one burst a row, four in tFAW', bytes: 1024 * 32, activations: 1024, expected: 40 + 64 * 5 },
    { what: 'the fullest channel', bytes: 17 * 32, activations: 17, expected: 40 + 2 * 5 },
    { what: 'a fraction of a burst on average', bytes: 8, activations: 0.25, expected: 40 + 5 },
    { what: 'no fewer rows than hold the bytes', bytes: 1024 ** 2, activations: 3, expected: 40 + 64 * 64 },
  ])('counts $what', ({ bytes, activations, expected }) => {
    expect(nanoseconds(bytes, activations)).toBeCloseTo(expected, 9);
  });

  it('takes the slowest of tRRD, tFAW / 4 and tRC / banks between activations', () => {
    const rows = 1024;
    expect(nanoseconds(rows * 32, rows, { activateIntervalS: 6e-9 })).toBeCloseTo(40 + 64 * 6, 9);
    expect(nanoseconds(rows * 32, rows, { rowCycleS: 160e-9 })).toBeCloseTo(40 + 64 * 10, 9);
  });

  it('stays at the rate of one bank group where there is but one', () => {
    expect(nanoseconds(1024 ** 2, 1024, { bankGroups: 1, banksPerGroup: 16 })).toBeCloseTo(40 + 64 * 128, 9);
  });

  const anyTransfer = fc.tuple(
    fc.integer({ min: 1, max: 1e9 }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  );

  it('is never faster than peak bandwidth and one row miss', () => {
    fc.assert(
      fc.property(anyTransfer, ([bytes, activations]) => {
        const leastS = (dram.rowMissS + bytes / dramBandwidthBytesPerS(dram)) * STRETCH;
        expect(dramTimeS(dram, bytes, activations)).toBeGreaterThanOrEqual(leastS * (1 - 1e-12));
      }),
    );
  });

  it('takes no less for more bytes of as many rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e4 }), fc.nat(1e5), fc.nat(1e5), (rows, a, b) => {
        const least = Math.min(a, b, rows * 1024);
        const most = Math.min(Math.max(a, b), rows * 1024);
        expect(dramTimeS(dram, most, rows)).toBeGreaterThanOrEqual(dramTimeS(dram, least, rows));
      }),
    );
  });
});

describe('dramEnergyJ', () => {
  it('charges activations beyond those of a streamed transfer', () => {
    expect(dramEnergyJ(dram, 4096, 4)).toBeCloseTo(4096 * 100e-12, 15);
    expect(dramEnergyJ(dram, 4096, 0)).toBeCloseTo(4096 * 100e-12, 15);
    expect(dramEnergyJ(dram, 4096, 128)).toBeCloseTo(4096 * 100e-12 + 124e-9, 15);
    expect(dramEnergyJ(dram, 0, 0)).toBe(0);
  });
});
