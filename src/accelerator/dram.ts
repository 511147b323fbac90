/** A stack of high-bandwidth memory in pseudo-channel mode; it keeps its own voltage and clock whatever the core does. */
export interface Dram {
  /** Energy per byte of a streamed transfer in J/B, its share of row activations included. */
  readonly energyPerByteJ: number;
  /** Energy of opening and closing one row in J. */
  readonly activationEnergyJ: number;
  /** Power that is spent whatever is transferred: standby and refresh of all channels, in W. */
  readonly backgroundPowerW: number;
  /** Smallest transfer (burst) in bytes. */
  readonly accessBytes: number;
  /** Bytes of one row (page) of one pseudo-channel. */
  readonly rowBytes: number;
  readonly pseudoChannels: number;
  readonly bankGroups: number;
  readonly banksPerGroup: number;
  /** tCCD_S: shortest time between bursts of different bank groups, which the data bus needs for one, in s. */
  readonly burstIntervalS: number;
  /** tCCD_L: shortest time between bursts of one bank group, in s. */
  readonly sameGroupBurstIntervalS: number;
  /** tRRD: shortest time between two activations of a pseudo-channel, in s. */
  readonly activateIntervalS: number;
  /** tFAW: window in which a pseudo-channel may open four rows, in s. */
  readonly fourActivateWindowS: number;
  /** tRC: shortest time between two activations of one bank, in s. */
  readonly rowCycleS: number;
  /** tRP + tRCD + CL: from a request to a closed bank's row being read, another row still open, in s. */
  readonly rowMissS: number;
  /** tRFC: how long a refresh of all banks blocks a pseudo-channel, in s. */
  readonly refreshS: number;
  /** tREFI: time between two refreshes, in s. */
  readonly refreshIntervalS: number;
}

/**
 * Peak bandwidth of all pseudo-channels together in B/s: one access per burst interval each.
 *
 * @example dramBandwidthBytesPerS({ ...hbm2, accessBytes: 32, burstIntervalS: 2e-9, pseudoChannels: 16 }) // 256e9
 */
export function dramBandwidthBytesPerS({ accessBytes, burstIntervalS, pseudoChannels }: Dram): number {
  return (accessBytes / burstIntervalS) * pseudoChannels;
}

/**
 * Energy of a transfer in J: `bytes x energyPerByte`, plus the activation energy of every row opened beyond the
 * `bytes / rowBytes` that a streamed transfer opens anyway and that the energy per byte already holds. Background
 * power (standby and refresh) goes with time and is left to the caller.
 *
 * @param activations rows opened, >= 0
 */
export function dramEnergyJ(dram: Dram, bytes: number, activations: number): number {
  const extraActivations = Math.max(0, activations - bytes / dram.rowBytes);
  return bytes * dram.energyPerByteJ + extraActivations * dram.activationEnergyJ;
}

/**
 * Time of a transfer in s from its first request to its last byte; 0 for nothing.
 *
 * Address mapping: consecutive bytes fill a row of one pseudo-channel, the next row lies in the next channel, and the
 * rows of one channel go round its bank groups and then its banks; so n rows are spread evenly over the channels and the
 * fullest one has `ceil(n / pseudoChannels)`. That channel needs the longer of
 * - its bursts, one per tCCD_S, or per `tCCD_L / g` where that is longer, g being the bank groups that have a row to
 *   read: a single row is read at tCCD_L, half of peak in HBM2. The scheduler is taken to see as many rows ahead;
 * - its activations, one per `max(tRRD, tFAW / 4, tRC / banks)`;
 *
 * after one row miss, which nothing hides, and stretched by `tREFI / (tREFI - tRFC)` for the refreshes of all banks
 * (JESD235 timings). Within 3% of a command-level simulation for rows spread as above, 1% for large transfers with
 * refreshes; an odd number of rows, at least 3, in a channel takes up to 1.3 times as long.
 *
 * First order: writes take as long as reads; read-write turn-around, same-group tRRD and rows that refreshes close are
 * left out, and so are rows that fall on one channel or bank: those at random places take up to 2.6 times as long where
 * a channel has a few of them, 1.5 times where it has hundreds (test/validation/hbm.test.ts).
 *
 * @param bytes >= 0
 * @param activations rows opened, >= 0; at least `bytes / rowBytes` are counted. Fractions, as in means, are legal
 */
export function dramTimeS(dram: Dram, bytes: number, activations: number): number {
  if (bytes === 0) return 0;
  const rows = Math.max(activations, bytes / dram.rowBytes);
  const rowsOfChannel = Math.ceil(rows / dram.pseudoChannels);
  const burstsOfRow = bytes / dram.accessBytes / rows;
  const groups = Math.min(rowsOfChannel, dram.bankGroups);
  const burstS = Math.max(dram.burstIntervalS, dram.sameGroupBurstIntervalS / groups);
  const busyS = rowsOfChannel * Math.max(burstsOfRow * burstS, activationIntervalS(dram));
  return (dram.rowMissS + busyS) * refreshStretch(dram);
}

/** Mean time between activations of a pseudo-channel that opens one row after another, in s. */
function activationIntervalS(dram: Dram): number {
  const bankS = dram.rowCycleS / (dram.bankGroups * dram.banksPerGroup);
  return Math.max(dram.activateIntervalS, dram.fourActivateWindowS / 4, bankS);
}

const refreshStretch = ({ refreshS, refreshIntervalS }: Dram) =>
  refreshIntervalS / (refreshIntervalS - refreshS);
