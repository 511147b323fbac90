/** A stack of high-bandwidth memory; it keeps its own voltage and clock whatever the core does. */
export interface Dram {
  /** Energy per byte of a streamed transfer in J/B, its share of row activations included. */
  readonly energyPerByteJ: number;
  /** Peak bandwidth of all channels together in B/s. */
  readonly bandwidthBytesPerS: number;
  /** Smallest transfer in bytes. */
  readonly accessBytes: number;
  /** Bytes of one row (page) of one pseudo-channel. */
  readonly rowBytes: number;
  readonly pseudoChannels: number;
  /** Energy of opening and closing one row in J. */
  readonly activationEnergyJ: number;
  /** tFAW: window in which a pseudo-channel may open four rows, in s. */
  readonly fourActivateWindowS: number;
  /** tRRD: shortest time between two activations of a pseudo-channel, in s. */
  readonly activateIntervalS: number;
}

/**
 * Energy of a transfer in J: `bytes x energyPerByte`, plus the activation energy of every row opened beyond the
 * `bytes / rowBytes` that a streamed transfer opens anyway and that the energy per byte already holds.
 * First order; background and refresh power are not counted.
 *
 * @param activations rows opened, >= 0
 */
export function dramEnergyJ(dram: Dram, bytes: number, activations: number): number {
  const extraActivations = Math.max(0, activations - bytes / dram.rowBytes);
  return bytes * dram.energyPerByteJ + extraActivations * dram.activationEnergyJ;
}

/**
 * Time of a transfer in s, spread evenly over the pseudo-channels: the slower of the data,
 * `bytes / bandwidth`, and the row activations, each pseudo-channel opening one per `max(tRRD, tFAW / 4)`
 * (JESD235 timings). First order: banks overlap, no refresh, no read-write turn-around.
 */
export function dramTimeS(dram: Dram, bytes: number, activations: number): number {
  const perActivationS = Math.max(dram.activateIntervalS, dram.fourActivateWindowS / 4);
  return Math.max(bytes / dram.bandwidthBytesPerS, (activations * perActivationS) / dram.pseudoChannels);
}
