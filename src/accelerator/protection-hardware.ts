/** Constants of what protection schemes add to the core. */
export interface ProtectionHardware {
  /** Energy of one addition of a checksum relative to a multiply-accumulate. */
  readonly adderEnergyRatio: number;
  /** Area of one such adder relative to a multiply-accumulate element. */
  readonly adderAreaRatio: number;
  /** Energy that shadow latches add to the array, relative to it. */
  readonly shadowLatchEnergyRatio: number;
  /** Area that shadow latches add to the array, relative to it. */
  readonly shadowLatchAreaRatio: number;
}
