/** The units in which checksums are formed and checkpoint memory is reached. */
export interface ProtectionGeometry {
  /** Side B of a checksummed tile in words: the side of the systolic array, integer >= 1. */
  readonly tileSize: number;
  /** Bytes of the smallest DRAM access (HBM2 in pseudo-channel mode, JESD235D: 32). */
  readonly accessBytes: number;
  /** Bytes of a DRAM row, a multiple of `accessBytes` (HBM2 in pseudo-channel mode, JESD235D: 1024). */
  readonly rowBytes: number;
}
