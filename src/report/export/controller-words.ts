import type { ControllerTables } from './controller-tables.js';

type Point = ControllerTables['points'][number];
type Protection = ControllerTables['protections'][number];
type Cell = ControllerTables['cells'][number][number];

/** 32-bit words of an operating point: millivolt, kilohertz. */
export const pointWords = ({ voltageMv, frequencyKhz }: Point): number[] => [voltageMv, frequencyKhz];

/** Bits 7:0 scheme, 12:8 threshold_bit, 14:13 restore, 15 repair; then ratio_ppm; then count. */
export const protectionWords = (protection: Protection): number[] => {
  const { scheme, thresholdBit, restore, repair, ratioPpm, count } = protection;
  return [scheme + thresholdBit * 2 ** 8 + restore * 2 ** 13 + repair * 2 ** 15, ratioPpm, count];
};

/** Bits 7:0 index of the operating point, 15:8 index of the protection, 16 whether the checkpoint is refreshed after the step. */
export const cellWord = ({ point, protection }: Cell, refreshed: boolean): number =>
  point + protection * 2 ** 8 + (refreshed ? 2 ** 16 : 0);

/** A 32-bit word in hexadecimal, eight digits. */
export const hexWord = (word: number): string => word.toString(16).padStart(8, '0');
