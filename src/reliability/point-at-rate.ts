import { type ErrorCurve, normalisedDelay } from '../core/error-curve.js';
import { inputError, type LeewayError } from '../core/errors.js';

/**
 * The clock at which a voltage has a given word error rate: the inverse of `wordErrorRate` over frequency, in Hz.
 *
 * @param rate within the curve's entries
 * @throws InputError where the curve has no such voltage or rate
 */
export function frequencyAtRateHz(curve: ErrorCurve, voltageV: number, rate: number): number {
  const delay = normalisedDelay(curve.delay, voltageV);
  const stress = stressAtRate(curve.wordErrorRate, rate);
  if (delay === null || stress === null) throw uncovered(curve, `${voltageV} V and ${rate}`);
  return (curve.referenceFrequencyHz * stress) / delay;
}

/**
 * The voltage at which a clock has a given word error rate: the inverse of `wordErrorRate` over voltage, in V.
 *
 * @param rate within the curve's entries
 * @throws InputError where the curve has no such rate, or reaches it outside of its delay table
 */
export function voltageAtRateV(curve: ErrorCurve, frequencyHz: number, rate: number): number {
  const { delay: table } = curve;
  const stress = stressAtRate(curve.wordErrorRate, rate);
  const delay = stress === null ? Number.NaN : (stress * curve.referenceFrequencyHz) / frequencyHz;
  // Voltages rise and delays fall along the table.
  const next = table.findIndex(([, entry]) => entry <= delay);
  if (next > 0) {
    const [v0, d0] = table[next - 1];
    const [v1, d1] = table[next];
    return v0 + ((v1 - v0) * (d0 - delay)) / (d0 - d1);
  }
  if (next === 0 && table[0][1] === delay) return table[0][0];
  throw uncovered(curve, `${frequencyHz / 1e9} GHz and ${rate}`);
}

/** The stress with a given rate, null outside of the table; ln(rate) is linear in stress between two entries. */
function stressAtRate(table: ErrorCurve['wordErrorRate'], rate: number): number | null {
  const above = table.findIndex(([, entry]) => entry >= rate);
  if (above < 0) return null;
  const [highStress, high] = table[above];
  if (high === rate) return highStress;
  if (above === 0) return null;
  const [lowStress, low] = table[above - 1];
  return lowStress + ((highStress - lowStress) * Math.log(rate / low)) / Math.log(high / low);
}

const uncovered = ({ name, wordErrorRate }: ErrorCurve, got: string): LeewayError =>
  inputError(
    `error curve '${name}': expected a point within its tables, with a word error rate from ${wordErrorRate[0][1]} to ` +
      `${wordErrorRate[wordErrorRate.length - 1][1]}; got ${got}; choose others`,
  );
