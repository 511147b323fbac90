import type { ErrorCurve } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';
import { formatOperatingPoint, type OperatingPoint } from '../core/operating-point.js';

type Table = ErrorCurve['delay'];

/**
 * Why a curve says nothing about an operating point (voltage outside its delay table, or stress above its last
 * entry), or null when it does: the reason of an 'infeasible' outcome. Nothing is extrapolated, because the
 * published fits diverge by several % outside the table and the rate grows steeply there.
 */
export function outsideCurve(curve: ErrorCurve, point: OperatingPoint): string | null {
  const [lowest] = curve.delay[0];
  const [highest] = curve.delay[curve.delay.length - 1];
  const covered = point.voltageV >= lowest && point.voltageV <= highest;
  const where = `operating point ${formatOperatingPoint(point)}: error curve '${curve.name}'`;
  if (!covered) return `${where} covers ${lowest} V to ${highest} V; choose a voltage within that range`;
  const [largest] = curve.wordErrorRate[curve.wordErrorRate.length - 1];
  const actual = delayInPeriods(curve, point);
  if (actual <= largest) return null;
  return `${where} ends at stress ${largest}, got ${actual.toFixed(4)}; raise the voltage or lower the frequency`;
}

/**
 * The path delay in clock periods relative to the nominal point, s = (f / f0) * d(V); dimensionless, > 0.
 * d is interpolated linearly: the published tables are 5 to 10 mV apart, where the curvature of d is worth below
 * 0.02% (the collapse itself holds to 1%), and a linear interpolant stays monotone and inside its end points.
 *
 * @throws InputError with the text of {@link outsideCurve} where the curve says nothing
 */
export function stress(curve: ErrorCurve, point: OperatingPoint): number {
  const reason = outsideCurve(curve, point);
  if (reason !== null) throw inputError(reason);
  return delayInPeriods(curve, point);
}

/**
 * Probability in 0..1 that an output word is wrong (what DRIFT plots as "BER"): ln(rate) is interpolated linearly in stress between the
 * entries of the curve. Below the first entry it is 0, which means "less often than the table resolves" and
 * not "never".
 *
 * @throws InputError with the text of {@link outsideCurve} where the curve says nothing
 */
export function wordErrorRate(curve: ErrorCurve, point: OperatingPoint): number {
  const at = stress(curve, point);
  const table = curve.wordErrorRate;
  if (at < table[0][0]) return 0;
  return interpolate(table, at, (low, high, share) => low * (high / low) ** share);
}

function delayInPeriods(curve: ErrorCurve, { voltageV, frequencyHz }: OperatingPoint): number {
  const delay = interpolate(curve.delay, voltageV, (low, high, share) => low + (high - low) * share);
  return (frequencyHz / curve.referenceFrequencyHz) * delay;
}

/** The blend of the two entries around `x`, which lies within the table; the entry itself where `x` hits one. */
function interpolate(table: Table, x: number, blend: (low: number, high: number, share: number) => number) {
  const above = table.findIndex(([key]) => key >= x);
  const [highKey, high] = table[above];
  if (highKey === x) return high;
  const [lowKey, low] = table[above - 1];
  return blend(low, high, (x - lowKey) / (highKey - lowKey));
}
