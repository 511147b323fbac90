import { z } from 'zod';

/** Decimal exponents of the SI prefixes in front of a unit symbol. */
const PREFIX_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['f', -15],
  ['p', -12],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
]);

/** Binary prefixes, for bytes only. */
const BINARY_PREFIXES: ReadonlyMap<string, number> = new Map([
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
]);

/** The units a configuration may use, with an example for messages. */
export const UNITS = {
  V: '0.9 V',
  Hz: '2 GHz',
  s: '15 ns',
  B: '64 KiB',
  W: '5 mW',
  J: '828 pJ',
  'J/B': '31 pJ/B',
  'J/op': '0.16 pJ/op',
  'B/s': '256 GB/s',
  m: '14 nm',
  F: '10 nF',
  's/V': '76 ns/V',
} as const;

export type Unit = keyof typeof UNITS;

const QUANTITY = /^\s*([-+]?[0-9.]+)(?:e([-+]?[0-9]+))?\s*(\S+)\s*$/i;

/**
 * The SI value of a quantity written as number and unit, or null when it is not one of that unit.
 * It is the double nearest to the decimal number, so that '2.3 GHz' and '2300 MHz' are the same frequency.
 *
 * @example parseQuantity('31 pJ/B', 'J/B') // 3.1e-11
 */
export function parseQuantity(text: string, unit: Unit): number | null {
  const [, digits, exponent = '0', symbol] = QUANTITY.exec(text) ?? [];
  if (!symbol?.endsWith(unit)) return null;
  const prefix = symbol.slice(0, symbol.length - unit.length);
  const binaryFactor = unit.startsWith('B') ? BINARY_PREFIXES.get(prefix) : undefined;
  const prefixExponent = binaryFactor === undefined ? PREFIX_EXPONENTS.get(prefix) : 0;
  if (prefixExponent === undefined) return null;
  const value = Number(`${digits}e${Number(exponent) + prefixExponent}`) * (binaryFactor ?? 1);
  return Number.isFinite(value) ? value : null;
}

/** Schema of a quantity: text with a unit in the file, a number in SI units in the program. */
export function quantity(unit: Unit) {
  return z
    .string({
      error: ({ input }) =>
        `expected a quantity with its unit, such as '${UNITS[unit]}', got ${JSON.stringify(input) ?? 'nothing'}`,
    })
    .transform((text, context) => {
      const value = parseQuantity(text, unit);
      if (value !== null) return value;
      context.addIssue({
        code: 'custom',
        message: `expected a quantity in ${unit}, such as '${UNITS[unit]}', got '${text}'`,
      });
      return z.NEVER;
    })
    .meta({ description: `quantity in ${unit}, such as ${UNITS[unit]}` });
}
