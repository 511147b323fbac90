import { formatOperatingPoint, type OperatingPoint } from './operating-point.js';

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

/**
 * Stress `(f / referenceFrequencyHz) x d(V)` of an operating point; the contours of DRIFT's voltage-frequency figure
 * collapse on it within 1%.
 *
 * @returns null where the voltage lies outside of the delay table
 */
export function stressAt(curve: ErrorCurve, point: OperatingPoint): number | null {
  const delay = normalisedDelay(curve.delay, point.voltageV);
  return delay === null ? null : (point.frequencyHz / curve.referenceFrequencyHz) * delay;
}

/**
 * Why a curve says nothing about an operating point (voltage outside of its delay table, or stress above its last
 * entry), or null when it does: the reason of an 'infeasible' outcome. Nothing is extrapolated, because the
 * published fits diverge by several % outside of the table and the rate grows steeply there.
 */
export function outsideCurve(curve: ErrorCurve, point: OperatingPoint): string | null {
  const where = `operating point ${formatOperatingPoint(point)}: error curve '${curve.name}'`;
  const actual = stressAt(curve, point);
  if (actual === null) {
    const [lowest] = curve.delay[0];
    const [highest] = curve.delay[curve.delay.length - 1];
    return `${where} covers ${lowest} V to ${highest} V; choose a voltage within that range`;
  }
  const [largest] = curve.wordErrorRate[curve.wordErrorRate.length - 1];
  if (actual <= largest) return null;
  return `${where} ends at stress ${largest.toFixed(4)}, got ${actual.toFixed(4)}; raise the voltage or lower the frequency`;
}

/**
 * d(V), interpolated linearly: the published tables are 5 to 10 mV apart, where the curvature of d is worth below
 * 0.02%, and a linear interpolant stays monotone and inside its end points. Null outside of the table.
 */
export function normalisedDelay(table: ErrorCurve['delay'], voltageV: number): number | null {
  const next = table.findIndex(([voltage]) => voltage >= voltageV);
  if (next < 0) return null;
  const [v1, d1] = table[next];
  if (v1 === voltageV) return d1;
  if (next === 0) return null;
  const [v0, d0] = table[next - 1];
  return d0 + ((d1 - d0) * (voltageV - v0)) / (v1 - v0);
}
