import { z } from 'zod';

/** SI prefixes in front of a unit symbol. */
const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** Binary prefixes, for bytes only. */
const BINARY_PREFIXES: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

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
} as const;

export type Unit = keyof typeof UNITS;

/**
 * The SI value of a quantity written as number and unit, or null when it is not one of that unit.
 *
 * @example parseQuantity('31 pJ/B', 'J/B') // 3.1e-11
 */
export function parseQuantity(text: string, unit: Unit): number | null {
  const match = /^\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(\S+)\s*$/i.exec(text);
  if (!match?.[2].endsWith(unit)) return null;
  const prefix = match[2].slice(0, match[2].length - unit.length);
  const factor = PREFIXES[prefix] ?? (unit.startsWith('B') ? BINARY_PREFIXES[prefix] : undefined);
  const value = Number(match[1]);
  if (factor === undefined || !Number.isFinite(value)) return null;
  // Divide by the reciprocal for small prefixes: 0.9 / 1000 is the nearest double to 0.0009, 0.9 * 0.001 is not.
  return factor < 1 ? value / Math.round(1 / factor) : value * factor;
}

/** Schema of a quantity: text with a unit in the file, a number in SI units in the program. */
export function quantity(unit: Unit) {
  return z
    .string({ error: `expected a quantity with its unit, such as '${UNITS[unit]}'` })
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
