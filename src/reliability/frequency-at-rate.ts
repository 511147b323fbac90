import { type ErrorCurve, normalisedDelay } from '../core/error-curve.js';
import { inputError } from '../core/errors.js';

/**
 * The clock at which a voltage has a given word error rate: the inverse of `wordErrorRate` over frequency, in Hz.
 *
 * @param rate within the curve's entries
 * @throws InputError where the curve has no such voltage or rate
 */
export function frequencyAtRateHz(curve: ErrorCurve, voltageV: number, rate: number): number {
  const { referenceFrequencyHz, wordErrorRate } = curve;
  const delay = normalisedDelay(curve.delay, voltageV);
  const above = wordErrorRate.findIndex(([, entry]) => entry >= rate);
  if (delay === null || above < 0 || (above === 0 && wordErrorRate[0][1] > rate)) {
    throw inputError(
      `error curve '${curve.name}': expected a voltage and a rate within its tables, got ${voltageV} V and ${rate}; choose others`,
    );
  }
  return (referenceFrequencyHz * stressAtRate(wordErrorRate, above, rate)) / delay;
}

/** ln(rate) is linear in stress between two entries. */
function stressAtRate(table: ErrorCurve['wordErrorRate'], above: number, rate: number): number {
  const [highStress, high] = table[above];
  if (high === rate) return highStress;
  const [lowStress, low] = table[above - 1];
  return lowStress + ((highStress - lowStress) * Math.log(rate / low)) / Math.log(high / low);
}
