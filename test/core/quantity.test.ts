import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseQuantity, quantity, UNITS, type Unit } from '../../src/core/quantity.js';

const DECIMAL_EXPONENTS = { f: -15, p: -12, n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12 } as const;
const unit = fc.constantFrom(...(Object.keys(UNITS) as Unit[]));

describe('parseQuantity', () => {
  it.each([
    ['0.68 V', 'V', 0.68],
    ['680 mV', 'V', 0.68],
    ['2 GHz', 'Hz', 2e9],
    ['15ns', 's', 15e-9],
    ['64 KiB', 'B', 65536],
    ['1.5 MiB', 'B', 1572864],
    ['64 kB', 'B', 64000],
    ['31 pJ/B', 'J/B', 31e-12],
    ['0.16 pJ/op', 'J/op', 0.16e-12],
    ['256 GB/s', 'B/s', 256e9],
    ['1 GiB/s', 'B/s', 2 ** 30],
    ['14 nm', 'm', 14e-9],
    ['10 nF', 'F', 10e-9],
    ['76 ns/V', 's/V', 76e-9],
    ['-1.5e3 mV', 'V', -1.5],
    ['  .5   uJ ', 'J', 0.5e-6],
  ] as const)('%s is %s: %s', (text, unit, expected) => {
    expect(parseQuantity(text, unit)).toBe(expected);
  });

  it.each([
    ['0.9', 'V', 'no unit'],
    ['V', 'V', 'no number'],
    ['', 'V', 'nothing'],
    ['0.9 A', 'V', 'another unit'],
    ['2 gHz', 'Hz', 'no such prefix'],
    ['3 eV', 'V', 'electron volts'],
    ['64 KiV', 'V', 'a binary prefix for volts'],
    ['31 pJ/B', 'B', 'a unit that merely ends alike'],
    ['76 ns/V', 'V', 'another unit that ends alike'],
    ['1.2.3 V', 'V', 'no number'],
    ['1,5 V', 'V', 'a decimal comma'],
    ['1e400 V', 'V', 'beyond the largest double'],
    ['Infinity V', 'V', 'not finite'],
    ['2 constructorHz', 'Hz', 'a name that every object has'],
    ['1 V 2 V', 'V', 'two quantities'],
  ] as const)('%j is no quantity in %s: %s', (text, unit, _reason) => {
    expect(parseQuantity(text, unit)).toBeNull();
  });

  it('is the nearest double for every decimal prefix, so that equal quantities compare equal', () => {
    const prefix = fc.constantFrom(...(Object.keys(DECIMAL_EXPONENTS) as (keyof typeof DECIMAL_EXPONENTS)[]));
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), prefix, unit, (thousandths, prefix, unit) => {
        const digits = (thousandths / 1000).toFixed(3);
        expect(parseQuantity(`${digits} ${prefix}${unit}`, unit)).toBe(
          Number(`${digits}e${DECIMAL_EXPONENTS[prefix]}`),
        );
      }),
    );
  });

  it('never gives anything but null or a finite number', () => {
    fc.assert(
      fc.property(fc.string(), unit, (text, unit) => {
        const value = parseQuantity(`${text}${unit}`, unit);
        expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });

  it('understands the example of every unit', () => {
    for (const unit of Object.keys(UNITS) as Unit[])
      expect(parseQuantity(UNITS[unit], unit)).toBeGreaterThan(0);
  });
});

describe('quantity', () => {
  const messageFor = (value: unknown) =>
    z.object({ v: quantity('V') }).safeParse({ v: value }).error?.issues[0].message;

  it('gives SI numbers', () => {
    expect(quantity('V').parse('680 mV')).toBe(0.68);
  });

  it('says what was expected and what was got', () => {
    expect(messageFor('2 A')).toBe("expected a quantity in V, such as '0.9 V', got '2 A'");
    expect(messageFor(0.9)).toBe("expected a quantity with its unit, such as '0.9 V', got 0.9");
    expect(messageFor(undefined)).toBe("expected a quantity with its unit, such as '0.9 V', got nothing");
  });
});
