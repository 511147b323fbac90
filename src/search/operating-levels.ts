import { inputError } from '../core/errors.js';
import { formatOperatingPoint, type OperatingPoint, sameOperatingPoint } from '../core/operating-point.js';
import type { PolicySpaceConfig } from './policy-space-config.js';

/** An operating point with the stress that timing errors depend on. */
export interface StressedPoint {
  readonly point: OperatingPoint;
  /** Path delay in clock periods relative to the nominal point (see ErrorCurve in core). */
  readonly stress: number;
  /** Whether the error curve knows of no errors at this point. */
  readonly errorFree: boolean;
}

/** An operating point as a value of the search. */
export interface OperatingLevel {
  readonly point: OperatingPoint;
  /** The value's name in assignments. */
  readonly label: string;
  /** Whether the stress exceeds the nominal point's, so that errors have to be expected. */
  readonly stressed: boolean;
  readonly errorFree: boolean;
}

/** The points that a configuration asks for; `table` holds the accelerator's own. */
export function requestedOperatingPoints(
  config: PolicySpaceConfig,
  table: readonly OperatingPoint[],
): readonly OperatingPoint[] {
  return config.operatingPoints === 'accelerator' ? table : config.operatingPoints;
}

/**
 * The levels of a search: the nominal point, then all others by rising stress. One step along them is a small change
 * of the error rate, whether voltage or frequency brings it about. At equal stress the higher voltage comes first.
 *
 * @param points may hold the nominal point
 * @throws InputError when there is nothing beside the nominal point, or when points differ by less than labels show
 */
export function orderOperatingLevels(
  nominal: StressedPoint,
  points: readonly StressedPoint[],
): OperatingLevel[] {
  const others = points
    .filter(({ point }) => !sameOperatingPoint(point, nominal.point))
    .sort((a, b) => a.stress - b.stress || b.point.voltageV - a.point.voltageV);
  if (others.length === 0) {
    throw inputError('policy.operatingPoints: expected a point beside the nominal one, got none; add one');
  }
  const levels = [nominal, ...others].map(({ point, stress, errorFree }) => ({
    point,
    errorFree,
    label: formatOperatingPoint(point),
    stressed: stress > nominal.stress,
  }));
  const labels = levels.map(({ label }) => label);
  const clash = labels.find((label, i) => labels.indexOf(label) !== i);
  if (clash !== undefined) {
    throw inputError(
      `policy.operatingPoints: two points round to ${clash}; expected points at least 1 mV or 10 MHz apart, remove one`,
    );
  }
  return levels;
}
