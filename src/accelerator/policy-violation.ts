import { stressAt } from '../core/error-curve.js';
import { formatOperatingPoint, type OperatingPoint } from '../core/operating-point.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';

/**
 * Why an accelerator cannot run a policy, or null when it can: an operating point of a cell lies outside of its voltage
 * or frequency range, or is stressed beyond the end of its error curve, where nothing is known about the errors.
 */
export function policyViolation(accelerator: Accelerator, policy: Policy): string | null {
  const used = new Set(policy.cells.flatMap((row) => row.map((cell) => cell.point)));
  for (const point of used) {
    const reason = operatingPointViolation(accelerator, policy.operatingPoints[point]);
    if (reason !== null) return reason;
  }
  return null;
}

/** {@link policyViolation} of a single operating point. */
export function operatingPointViolation(
  { name, core, errorCurve }: Accelerator,
  point: OperatingPoint,
): string | null {
  const where = `operating point ${formatOperatingPoint(point)}`;
  const { voltageV, frequencyHz } = point;
  if (!(voltageV >= core.minVoltageV && voltageV <= core.maxVoltageV))
    return `${where}: voltage outside of ${core.minVoltageV} to ${core.maxVoltageV} V of accelerator ${name}`;
  if (!(frequencyHz >= core.minFrequencyHz && frequencyHz <= core.maxFrequencyHz))
    return `${where}: frequency outside of ${core.minFrequencyHz / 1e9} to ${core.maxFrequencyHz / 1e9} GHz of accelerator ${name}`;
  const stress = stressAt(errorCurve, point);
  if (stress === null)
    return `${where}: voltage outside of the delay table of error curve ${errorCurve.name}`;
  const [lastStress] = errorCurve.wordErrorRate[errorCurve.wordErrorRate.length - 1];
  if (stress > lastStress)
    return `${where}: stress ${stress.toFixed(3)} beyond ${lastStress.toFixed(3)}, the end of error curve ${errorCurve.name}; raise the voltage or lower the frequency`;
  return null;
}
