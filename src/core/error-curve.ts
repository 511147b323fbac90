/**
 * How often an accumulator word is wrong at an operating point: the word error rate depends only on the stress
 * s = (f / referenceFrequencyHz) * d(V), the path delay in clock periods relative to the nominal point.
 * Data only; `reliability` evaluates it.
 */
export interface ErrorCurve {
  readonly name: string;
  readonly source: string;
  /** Frequency at which the normalised delay 1 is nominal. */
  readonly referenceFrequencyHz: number;
  /** [voltageV, normalised delay], voltages ascending, delays descending. */
  readonly delay: readonly (readonly [number, number])[];
  /** [stress, word error rate per output word], both ascending; below the first stress the rate is 0. */
  readonly wordErrorRate: readonly (readonly [number, number])[];
}
