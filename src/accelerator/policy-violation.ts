import { outsideCurve } from '../core/error-curve.js';
import { formatOperatingPoint, type OperatingPoint, sameOperatingPoint } from '../core/operating-point.js';
import type { Policy } from '../core/policy.js';
import type { Accelerator } from './accelerator.js';
import { domainVoltageV } from './voltage-domain.js';

/**
 * Why an accelerator cannot run a policy, or null when it can: see {@link operatingPointViolation}. Only operating
 * points that cells use count.
 */
export function policyViolation(accelerator: Accelerator, policy: Policy): string | null {
  const used = new Set(policy.cells.flatMap((row) => row.map((cell) => cell.point)));
  for (const point of used) {
    const reason = operatingPointViolation(accelerator, policy.operatingPoints[point]);
    if (reason !== null) return reason;
  }
  return null;
}

/**
 * Why an accelerator cannot run at an operating point, or null when it can: the point is outside of the voltage or
 * frequency range, is not listed where only listed ones are legal, asks more of a linear regulator than its rail has,
 * or is stressed beyond the end of the error curve, where nothing is known about the errors.
 */
export function operatingPointViolation(accelerator: Accelerator, point: OperatingPoint): string | null {
  const where = `operating point ${formatOperatingPoint(point)}`;
  const reason =
    outOfRange(accelerator, point) ?? notListed(accelerator, point) ?? aboveRail(accelerator, point);
  return reason === null ? outsideCurve(accelerator.errorCurve, point) : `${where}: ${reason}`;
}

function outOfRange({ name, core }: Accelerator, { voltageV, frequencyHz }: OperatingPoint): string | null {
  if (!(voltageV >= core.minVoltageV && voltageV <= core.maxVoltageV))
    return `voltage outside of ${core.minVoltageV} to ${core.maxVoltageV} V of accelerator ${name}`;
  if (!(frequencyHz >= core.minFrequencyHz && frequencyHz <= core.maxFrequencyHz))
    return `frequency outside of ${core.minFrequencyHz / 1e9} to ${core.maxFrequencyHz / 1e9} GHz of accelerator ${name}`;
  return null;
}

function notListed({ name, core, operatingPoints }: Accelerator, point: OperatingPoint): string | null {
  const { legal, undervolted, overclocked, pairs } = operatingPoints;
  if (legal === 'range') return null;
  const listed = [core.nominal, ...undervolted, ...overclocked, ...pairs];
  if (listed.some((other) => sameOperatingPoint(other, point))) return null;
  return `not one of the operating points that accelerator ${name} lists; choose one of those, or add it there`;
}

function aboveRail({ name, core, domains }: Accelerator, point: OperatingPoint): string | null {
  for (const [domainName, domain] of Object.entries(domains)) {
    const voltageV = domainVoltageV(domain, point, core.nominal.voltageV);
    if (domain.railVoltageV !== null && voltageV > domain.railVoltageV)
      return `domain ${domainName} of accelerator ${name} would need ${voltageV} V from a rail of ${domain.railVoltageV} V; lower the voltage`;
  }
  return null;
}
