/** A supply voltage and a clock frequency that the core runs at. */
export interface OperatingPoint {
  /** Core supply in volt, > 0. */
  readonly voltageV: number;
  /** Core clock in hertz, > 0. */
  readonly frequencyHz: number;
}

/**
 * The label under which an operating point is named in assignments, policies and reports.
 *
 * @example formatOperatingPoint({ voltageV: 0.68, frequencyHz: 2e9 }) // '0.680V@2.00GHz'
 */
export function formatOperatingPoint(point: OperatingPoint): string {
  return `${point.voltageV.toFixed(3)}V@${(point.frequencyHz / 1e9).toFixed(2)}GHz`;
}

export function sameOperatingPoint(a: OperatingPoint, b: OperatingPoint): boolean {
  return a.voltageV === b.voltageV && a.frequencyHz === b.frequencyHz;
}
