import { inputError } from '../../core/errors.js';

/** Digits that a decimal number keeps when it is scaled by a power of ten; 0.68 x 1000 is 680.0000000000001. */
const SAFE_DIGITS = 12;

const ROUND = { up: Math.ceil, down: Math.floor, nearest: Math.round } as const;

/**
 * A positive quantity as an integer field, at least 1.
 *
 * @param value in the field's unit
 * @param what the field, for messages: 'voltage of point 0 in mV'
 * @param note is told what was rounded
 * @throws InputError beyond `most`
 */
export function wholeNumber(
  value: number,
  direction: keyof typeof ROUND,
  most: number,
  what: string,
  note: (rounding: string) => void,
): number {
  const decimal = Number(value.toPrecision(SAFE_DIGITS));
  const whole = Math.max(1, ROUND[direction](decimal));
  if (whole > most) {
    throw inputError(
      `policy: ${what}: expected at most ${most} in tables for a controller, got ${decimal}; export it as JSON`,
    );
  }
  if (whole !== decimal) note(`${what}: ${decimal} became ${whole}`);
  return whole;
}
