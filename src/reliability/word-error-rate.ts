import { type ErrorCurve, outsideCurve, stressAt } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';
import type { OperatingPoint } from '../core/operating-point.js';

/**
 * The stress of a point that the curve covers.
 *
 * @throws InputError with the text of {@link outsideCurve} where the curve says nothing
 */
export function stress(curve: ErrorCurve, point: OperatingPoint): number {
  const value = stressAt(curve, point);
  const reason = outsideCurve(curve, point);
  if (value === null || reason !== null) throw inputError(reason ?? 'no stress');
  return value;
}

/**
 * Probability in 0..1 that an output word is wrong (what DRIFT plots as "BER"): ln(rate) is interpolated
 * linearly in stress between the entries of the curve. Below the first entry it is 0, which means "less often than
 * the table resolves" and not "never".
 *
 * @throws InputError with the text of {@link outsideCurve} where the curve says nothing
 */
export function wordErrorRate(curve: ErrorCurve, point: OperatingPoint): number {
  const at = stress(curve, point);
  const table = curve.wordErrorRate;
  if (at < table[0][0]) return 0;
  const above = table.findIndex(([key]) => key >= at);
  const [highKey, high] = table[above];
  if (highKey === at) return high;
  const [lowKey, low] = table[above - 1];
  return low * (high / low) ** ((at - lowKey) / (highKey - lowKey));
}
