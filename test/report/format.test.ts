import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  displayScale,
  formatCount,
  formatFactor,
  formatGiven,
  formatInterval,
  formatNumber,
  formatPoint,
  formatQuantity,
  formatScaled,
  formatScaledInterval,
  formatSignedPercent,
  formatTime,
} from '../../src/report/format.js';

describe('displayScale', () => {
  it('chooses the prefix by the largest value', () => {
    expect(displayScale('J', [0.0021, 0.0034])).toEqual({ divisor: 1e-3, symbol: 'mJ', decimals: 2 });
    expect(displayScale('s', [3e-6, 9.996e-4])).toMatchObject({ symbol: 'µs' });
    expect(displayScale('Hz', [2e9])).toMatchObject({ symbol: 'GHz' });
  });

  it('keeps a value at the beginning of a decade in its decade', () => {
    for (let exponent = -15; exponent <= 12; exponent += 3) {
      const value = Number(`1e${exponent}`);
      expect(value / displayScale('J', [value]).divisor).toBeCloseTo(1, 9);
    }
  });

  it('leaves volts and plain numbers without prefix, shares become percent, whole KiB binary', () => {
    expect(displayScale('V', [0.68]).symbol).toBe('V');
    expect(displayScale('', [4e7]).symbol).toBe('');
    expect(displayScale('ratio', [0.5, 1])).toEqual({ divisor: 0.01, symbol: '%', decimals: 1 });
    expect(displayScale('B', [65536, 1024]).symbol).toBe('KiB');
    expect(displayScale('B', [65536, 1000]).symbol).toBe('kB');
  });

  it('keeps the unit when there is nothing to scale by', () => {
    for (const values of [[], [0], [Number.NaN]]) expect(displayScale('J', values).divisor).toBe(1);
  });

  it('shows the largest value with one to three digits before the point', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-14, max: 1e14, noNaN: true }), (value) => {
        const { divisor } = displayScale('J', [value]);
        expect(value / divisor).toBeGreaterThan(0.999);
        expect(value / divisor).toBeLessThan(1001);
      }),
    );
  });
});

describe('numbers', () => {
  it('have three significant digits after rounding', () => {
    expect(formatNumber(0.04712)).toBe('0.0471');
    expect(formatNumber(9.996)).toBe('10.0');
    expect(formatNumber(999.6)).toBe('1000');
    expect(formatNumber(0)).toBe('0');
    expect(formatNumber(-3.5)).toBe('−3.50');
    expect(formatNumber(3.21e-7)).toBe('3.21e−7');
    expect(formatNumber(Number.NaN)).toBe('n/a');
    expect(formatNumber(-Infinity)).toBe('−∞');
  });

  it('stay within half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const shown = Number(formatNumber(value).replaceAll('−', '-'));
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.0051 * Math.abs(value) + 1e-300);
      }),
    );
  });

  it('do not vanish in a coarse scale', () => {
    const scale = { divisor: 1, symbol: '', decimals: 3 };
    expect(formatScaled(0.00002, scale)).toBe('< 0.001');
    expect(formatScaled(0, scale)).toBe('0.000');
    expect(formatScaledInterval(0.0471, 0.0042, scale)).toBe('0.047 ± 0.004');
    expect(formatScaledInterval(0.0471, 0.00004, scale)).toBe('0.047');
  });

  it('carry their units', () => {
    expect(formatQuantity(0.00213, 'J')).toBe('2.13 mJ');
    expect(formatQuantity(0.00392, 's')).toBe('3.92 ms');
    expect(formatQuantity(0.9375, 'ratio')).toBe('93.8 %');
    expect(formatQuantity(100, 'dB')).toBe('100.0 dB');
    expect(formatGiven(2e9, 'Hz')).toBe('2 GHz');
    expect(formatGiven(0.06, '')).toBe('0.06');
    expect(formatGiven(3.1e-11, 'J/B')).toBe('31 pJ/B');
    expect(formatGiven(8 * 2 ** 20, 'B')).toBe('8 MiB');
    expect(formatCount(52)).toBe('52');
    expect(formatCount(1234.5)).toBe('1230');
    expect(formatPoint({ voltageV: 0.68, frequencyHz: 2e9 })).toBe('0.68 V, 2.00 GHz');
    expect(formatPoint({ voltageV: 0.675, frequencyHz: 2.6e9 })).toBe('0.675 V, 2.60 GHz');
  });

  it('give the mean to the place of the interval', () => {
    expect(formatInterval(0.04712, 0.00418, '')).toBe('0.0471 ± 0.0042');
    expect(formatInterval(0.0018833, 0.0000047, 'J')).toBe('1.8833 ± 0.0047 mJ');
    expect(formatInterval(0.04712, 0, '')).toBe('0.0471');
    expect(formatInterval(0.04712, Infinity, '')).toBe('0.0471 ± ∞');
  });

  it('are signed where they are changes', () => {
    expect(formatSignedPercent(-0.3821)).toBe('−38.2 %');
    expect(formatSignedPercent(0.1)).toBe('+10.0 %');
    expect(formatSignedPercent(-0.0001)).toBe('0.0 %');
    expect(formatSignedPercent(Number.NaN)).toBe('n/a');
    expect(formatFactor(1.3234)).toBe('1.32×');
  });
});

it('formatTime shows UTC to the minute and leaves other text alone', () => {
  expect(formatTime('2026-11-22T18:04:31.120Z')).toBe('2026-11-22 18:04 UTC');
  expect(formatTime('2026-11-22T18:04:31+02:00')).toBe('2026-11-22 16:04 UTC');
  expect(formatTime('yesterday')).toBe('yesterday');
});
