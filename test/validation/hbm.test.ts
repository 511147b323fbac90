import { describe, expect, it } from 'vitest';
import { type Dram, dramBandwidthBytesPerS, dramTimeS } from '../../src/accelerator/dram.js';
import { RandomStream } from '../../src/core/random-stream.js';
import { ChannelSimulator, type ChannelTimings, type Request } from './hbm-simulator.js';

/** HBM2 at 2.0 Gbps per pin, 1 ns per cycle: ramulator2's hbm2.py (JESD235D), 4 Gb devices; read timings. */
const HBM2: ChannelTimings = {
  bankGroups: 4,
  banksPerGroup: 4,
  tRCD: 14,
  tRP: 14,
  tRAS: 34,
  tRTP: 5,
  tRRD: 4,
  tFAW: 15,
  tCCD_S: 2,
  tCCD_L: 4,
  CL: 14,
  burst: 2,
  tRFC: 260,
  tREFI: 3900,
  window: 128,
};

const CYCLE_S = 1e-9;
const ACCESS_BYTES = 32;
const ROW_BYTES = 1024;
const CHANNELS = 16;
const BURSTS_PER_ROW = ROW_BYTES / ACCESS_BYTES;

const dramOf = (timings: ChannelTimings): Dram => ({
  energyPerByteJ: 31e-12,
  activationEnergyJ: 828e-12,
  backgroundPowerW: 0,
  accessBytes: ACCESS_BYTES,
  rowBytes: ROW_BYTES,
  pseudoChannels: CHANNELS,
  bankGroups: timings.bankGroups,
  banksPerGroup: timings.banksPerGroup,
  burstIntervalS: timings.tCCD_S * CYCLE_S,
  sameGroupBurstIntervalS: timings.tCCD_L * CYCLE_S,
  activateIntervalS: timings.tRRD * CYCLE_S,
  fourActivateWindowS: timings.tFAW * CYCLE_S,
  rowCycleS: (timings.tRAS + timings.tRP) * CYCLE_S,
  rowMissS: (timings.tRP + timings.tRCD + timings.CL) * CYCLE_S,
  refreshS: timings.tRFC * CYCLE_S,
  refreshIntervalS: timings.tREFI * CYCLE_S,
});

/** Where a row of DRAM lies: channel, then bank group, then bank, then row. */
function place(dramRow: number): { channel: number; request: Request } {
  const { bankGroups, banksPerGroup } = HBM2;
  const ofChannel = Math.floor(dramRow / CHANNELS);
  const group = ofChannel % bankGroups;
  const bank = Math.floor(ofChannel / bankGroups) % banksPerGroup;
  return {
    channel: dramRow % CHANNELS,
    request: {
      bank: group * banksPerGroup + bank,
      row: Math.floor(ofChannel / (bankGroups * banksPerGroup)),
    },
  };
}

interface Simulated {
  readonly timeS: number;
  readonly bytes: number;
  readonly activations: number;
}

/** Reads accesses, given by the DRAM row of each, on all pseudo-channels. */
function simulate(dramRows: readonly number[], timings: ChannelTimings, refreshPhase?: number): Simulated {
  const perChannel = Array.from({ length: CHANNELS }, (): Request[] => []);
  for (const dramRow of dramRows) {
    const { channel, request } = place(dramRow);
    perChannel[channel].push(request);
  }
  // Channels that are asked for the same take as long.
  const known = new Map<string, { readonly cycles: number; readonly activations: number }>();
  const channels = perChannel.map((requests) => {
    const key = JSON.stringify(requests);
    const simulator = new ChannelSimulator(timings, refreshPhase);
    const result = known.get(key) ?? { cycles: simulator.run(requests), activations: simulator.activations };
    known.set(key, result);
    return result;
  });
  return {
    timeS: Math.max(...channels.map(({ cycles }) => cycles)) * CYCLE_S,
    bytes: dramRows.length * ACCESS_BYTES,
    activations: channels.reduce((sum, { activations }) => sum + activations, 0),
  };
}

const deviation = ({ timeS, bytes, activations }: Simulated, timings: ChannelTimings) =>
  dramTimeS(dramOf(timings), bytes, activations) / timeS - 1;

const stream = (rows: number, burstsPerRow: number = BURSTS_PER_ROW) =>
  Array.from({ length: rows * burstsPerRow }, (_, i) => Math.floor(i / burstsPerRow));

describe('dramTimeS against a command-level simulation, without refresh', () => {
  const quiet: ChannelTimings = { ...HBM2, tRFC: 0, tREFI: 1e12 };

  it.each([1, 2, 16, 32, 64, 128, 256, 1024])('streams %i rows within 3%%', (rows) => {
    const simulated = simulate(stream(rows), quiet);
    expect(simulated.activations).toBe(rows);
    expect(Math.abs(deviation(simulated, quiet))).toBeLessThan(0.03);
  });

  it('is at most 22% short where an odd row of a channel is left to read alone, at the rate of one bank group', () => {
    for (const rowsOfChannel of [3, 5, 7]) {
      const simulated = simulate(stream(rowsOfChannel * CHANNELS), quiet);
      expect(deviation(simulated, quiet)).toBeLessThan(0);
      expect(deviation(simulated, quiet)).toBeGreaterThan(-0.22);
    }
  });

  it.each([15, 30])('reads a few bursts of each row within 3%%, tFAW %i ns', (tFAW) => {
    const timings = { ...quiet, tFAW };
    for (const bursts of [1, 2, 3, 4, 8, 16]) {
      const simulated = simulate(stream(Math.ceil(4096 / bursts), bursts), timings);
      expect(Math.abs(deviation(simulated, timings))).toBeLessThan(0.03);
    }
  });

  it.each([
    // Four activations in tFAW carry 4 bursts of 2 ns: 53% of peak. But tRRD of 4 ns allows 50% only.
    { tFAW: 15, tRRD: 3, share: 0.533 },
    { tFAW: 15, tRRD: 4, share: 0.5 },
    { tFAW: 30, tRRD: 4, share: 0.267 },
  ])('gives $share of peak to one burst per row: tFAW $tFAW ns, tRRD $tRRD ns', ({ tFAW, tRRD, share }) => {
    const timings = { ...quiet, tFAW, tRRD };
    const dram = dramOf(timings);
    const { timeS, bytes, activations } = simulate(stream(16384, 1), timings);
    const peak = dramBandwidthBytesPerS(dram);
    expect(Math.abs(bytes / timeS / peak / share - 1)).toBeLessThan(0.03);
    expect(Math.abs(bytes / dramTimeS(dram, bytes, activations) / peak / share - 1)).toBeLessThan(0.03);
  });

  /** DRAM rows of the accesses that read one 32 x 32 tile of an INT8 matrix kept row by row. */
  const rowMajorTile = (firstRow: number, firstCol: number, cols: number) =>
    Array.from({ length: 32 }, (_, row) => Math.floor(((firstRow + row) * cols + firstCol) / ROW_BYTES));

  it.each([320, 1152, 3456, 4608])('reads one tile of a row-major matrix of width %i within 5%%', (cols) => {
    const simulated = simulate(rowMajorTile(96, 64, cols), quiet);
    expect(Math.abs(deviation(simulated, quiet))).toBeLessThan(0.05);
  });

  it('misses that a pitch of a power of two puts a tile on a few channels', () => {
    const simulated = simulate(rowMajorTile(96, 64, 4096), quiet);
    expect(deviation(simulated, quiet)).toBeLessThan(-0.2);
  });

  it.each([
    { what: 'single bursts', burstsPerRow: 1 },
    { what: 'contiguous tiles', burstsPerRow: BURSTS_PER_ROW },
  ])('is up to 2.6 times too fast for $what at random places, 1.5 times for many', ({ burstsPerRow }) => {
    const random = new RandomStream(1, 'search');
    const scattered = (rows: number) =>
      Array.from({ length: rows }, () => random.integer(2 ** 20)).flatMap((row) =>
        new Array<number>(burstsPerRow).fill(row),
      );
    for (const [rows, slowdown] of [
      [16, 2.6],
      [64, 2.6],
      [1024, 1.7],
      [4096, 1.5],
    ]) {
      const short = deviation(simulate(scattered(rows), quiet), quiet);
      expect(short).toBeLessThan(0.03);
      expect(short).toBeGreaterThan(1 / slowdown - 1);
    }
  });

  it('presumes a scheduler that sees more than one row ahead: eight requests are half as fast', () => {
    const simulated = simulate(stream(1024), { ...quiet, window: 8 });
    expect(deviation(simulated, quiet)).toBeLessThan(-0.45);
    expect(Math.abs(deviation(simulate(stream(1024), { ...quiet, window: 32 }), quiet))).toBeLessThan(0.03);
  });
});

describe('dramTimeS against a command-level simulation, with refresh', () => {
  it.each([15, 30])('takes as long for large transfers within 1%%, tFAW %i ns', (tFAW) => {
    const timings = { ...HBM2, tFAW };
    for (const simulated of [simulate(stream(4096), timings), simulate(stream(16384, 1), timings)])
      expect(Math.abs(deviation(simulated, timings))).toBeLessThan(0.01);
  });

  it('takes as long for short ones within 5%, averaged over where in the interval they begin', () => {
    const phases = Array.from({ length: 39 }, (_, i) => 50 + 100 * i);
    for (const rows of [32, 128]) {
      const runs = phases.map((phase) => simulate(stream(rows), HBM2, phase));
      const mean = runs.reduce((sum, { timeS }) => sum + timeS, 0) / runs.length;
      const bytes = rows * ROW_BYTES;
      expect(Math.abs(dramTimeS(dramOf(HBM2), bytes, rows) / mean - 1)).toBeLessThan(0.05);
    }
  });

  it('spends 6.7% of peak bandwidth on refreshes, and little more on rows that they close', () => {
    const { timeS, bytes } = simulate(stream(4096), HBM2);
    const share = bytes / timeS / dramBandwidthBytesPerS(dramOf(HBM2));
    expect(share).toBeLessThan(1 - 260 / 3900);
    expect(share).toBeGreaterThan(0.98 * (1 - 260 / 3900));
  });
});
