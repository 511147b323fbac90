import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseQuantity } from '../core/quantity.js';

/** Parses an option that is an integer from `least` to `most`. */
export const integer =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`expected an integer ${range}.`);
  };

/** Parses a seed: an unsigned 32-bit integer. */
export const seed = integer(0, 2 ** 32 - 1);

/** Parses an option that is a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('expected a number above 0.');
}

/** Parses an option that is a share between 0 and 1. */
export function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a number between 0 and 1.');
}

/** Parses `0.68V@2GHz`. */
export function operatingPoint(text: string) {
  const [voltage = '', frequency = ''] = text.split('@');
  const [voltageV, frequencyHz] = [parseQuantity(voltage, 'V'), parseQuantity(frequency, 'Hz')];
  if (voltageV !== null && frequencyHz !== null) return { voltageV, frequencyHz };
  throw new InvalidArgumentError('expected voltage and clock, such as 0.68V@2GHz.');
}

/** Parses `32x32`. */
export function arraySize(text: string) {
  const [, rows, cols] = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(text) ?? [];
  if (rows && cols) return { rows: Number(rows), cols: Number(cols) };
  throw new InvalidArgumentError('expected rows and columns, such as 32x32.');
}

/** Examples under a help text. */
export const examples = (...lines: readonly string[]) =>
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
