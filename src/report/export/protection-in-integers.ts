import type { Protection } from '../../core/policy.js';
import { REPAIR_CODES, RESTORE_CODES, SCHEME_CODES } from './controller-codes.js';
import { wholeNumber } from './whole-number.js';

/** A protection in integers; what its scheme does not use is 0. `PROTECTION_NOTES` says what they mean. */
export interface ControllerProtection {
  readonly scheme: number;
  readonly thresholdBit: number;
  readonly restore: number;
  readonly repair: number;
  readonly ratioPpm: number;
  readonly count: number;
}

const MOST = 2 ** 32 - 1;

/**
 * A protection in integers, with the defaults of what it leaves out; ratios to the nearest millionth, at least one.
 *
 * @param index in the policy's table, for messages
 * @param note is told what was rounded
 * @throws InputError for a value beyond 32 bits
 */
export function protectionInIntegers(
  protection: Protection,
  index: number,
  note: (rounding: string) => void,
): ControllerProtection {
  const ppm = (ratio: number, what: string) =>
    wholeNumber(ratio * 1e6, 'nearest', MOST, `${what} of protection ${index} in ppm`, note);
  const count = (value: number, what: string) =>
    wholeNumber(value, 'nearest', MOST, `${what} of protection ${index}`, note);
  const unused = { thresholdBit: 0, restore: 0, repair: 0, ratioPpm: 0, count: 0 };
  const base = { ...unused, scheme: SCHEME_CODES[protection.scheme] };
  switch (protection.scheme) {
    case 'rollback-abft': {
      const { thresholdBit = 0, thresholdShare, restore = 'stale' } = protection;
      const ratioPpm = thresholdShare === undefined ? 0 : ppm(thresholdShare, 'thresholdShare');
      return { ...base, thresholdBit, ratioPpm, restore: RESTORE_CODES[restore] };
    }
    case 'razor':
      return { ...base, ratioPpm: ppm(protection.coverage ?? 1, 'coverage') };
    case 'green-tpu':
      return { ...base, count: count(protection.boostedWords, 'boostedWords') };
    case 'approx-abft': {
      const { thresholdBit, tileMultiple = 1 } = protection;
      return { ...base, thresholdBit, count: count(tileMultiple, 'tileMultiple') };
    }
    case 'statistical-abft': {
      const { magnitudeBit, frequency } = protection;
      return { ...base, thresholdBit: magnitudeBit, count: count(frequency, 'frequency') };
    }
    case 'range-check': {
      const { factor, repair } = protection;
      return { ...base, ratioPpm: ppm(factor, 'factor'), repair: REPAIR_CODES[repair] };
    }
    default:
      return base;
  }
}
