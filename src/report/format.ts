import type { OperatingPoint } from '../core/operating-point.js';
import type { ReportUnit } from './report-data.js';

/** Significant digits that a person is shown. */
const DIGITS = 3;

const PREFIXES = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
  ['m', 1e-3],
  ['µ', 1e-6],
  ['n', 1e-9],
  ['p', 1e-12],
  ['f', 1e-15],
] as const;

const BINARY_PREFIXES = [
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

/** Units that read well without a prefix (0.68 V and not 680 mV). */
const UNPREFIXED: ReadonlySet<ReportUnit> = new Set(['', 'dB', 'V']);

/** Decimals of units whose values say the same at any size. */
const FIXED_DECIMALS: Readonly<Partial<Record<ReportUnit, number>>> = { ratio: 1, dB: 1 };

/** How numbers of one quantity are written side by side. */
export interface DisplayScale {
  /** Shown value = SI value / `divisor`. */
  readonly divisor: number;
  /** Unit with its prefix, '' for plain numbers. */
  readonly symbol: string;
  /** Places after the point. */
  readonly decimals: number;
}

/**
 * The scale in which the largest of some SI values lies in 1..1000 and has three significant digits; shares are
 * percentages and decibels stay as they are, both with one decimal; bytes that are whole KiB take binary prefixes.
 * Without a finite value other than 0 the unit stays as it is.
 *
 * @example displayScale('J', [0.0021, 0.0034]) // { divisor: 1e-3, symbol: 'mJ', decimals: 2 }
 */
export function displayScale(unit: ReportUnit, values: readonly number[]): DisplayScale {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const [symbol, divisor] = prefixed(unit, largest, values);
  return { divisor, symbol, decimals: FIXED_DECIMALS[unit] ?? decimalsOf(largest / divisor, DIGITS) };
}

function prefixed(unit: ReportUnit, largest: number, values: readonly number[]): readonly [string, number] {
  if (unit === 'ratio') return ['%', 0.01];
  if (largest === 0 || UNPREFIXED.has(unit)) return [unit, 1];
  const prefixes = unit === 'B' && values.every((value) => value % 1024 === 0) ? BINARY_PREFIXES : PREFIXES;
  // The slack keeps 0.001 / 1e-3 = 0.9999... in its decade.
  const [prefix, divisor] = prefixes.find(([, factor]) => largest / factor >= 1 - 1e-9) ?? ['', 1];
  return [`${prefix}${unit}`, divisor];
}

/** Decimals that give a magnitude its significant digits after rounding (9.996 has one fewer than 9.99), 0..12. */
function decimalsOf(magnitude: number, digits: number): number {
  if (!Number.isFinite(magnitude) || magnitude === 0) return 0;
  const exponent = Math.floor(Math.log10(Number(magnitude.toPrecision(digits))));
  return Math.min(Math.max(0, digits - 1 - exponent), 12);
}

/** Infinity and NaN in words, minus as a true minus sign. */
function numberText(value: number, text: string): string {
  if (Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return text.replaceAll('-', '−');
}

/**
 * A number with three significant digits and no exponent between 1e-4 and 1e6; 'n/a' for NaN.
 *
 * @example formatNumber(0.04712) // '0.0471'
 */
export function formatNumber(value: number, digits = DIGITS): string {
  const magnitude = Math.abs(value);
  const exponential = magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6);
  return numberText(
    value,
    exponential ? value.toExponential(digits - 1) : value.toFixed(decimalsOf(magnitude, digits)),
  );
}

/**
 * An SI value in a given scale, without the unit's symbol; what would round to 0 is said to be below the last place.
 *
 * @example formatScaled(0.00002, { divisor: 1, symbol: '', decimals: 3 }) // '< 0.001'
 */
export function formatScaled(value: number, { divisor, decimals }: DisplayScale): string {
  const text = (value / divisor).toFixed(decimals);
  if (value > 0 && Number(text) === 0) return `< ${(10 ** -decimals).toFixed(decimals)}`;
  return numberText(value, text);
}

/** {@link formatScaled} with the half-width of an interval, as long as it does not round to 0. */
export function formatScaledInterval(mean: number, halfWidth: number, scale: DisplayScale): string {
  const half = (halfWidth / scale.divisor).toFixed(scale.decimals);
  const text = formatScaled(mean, scale);
  return Number(half) > 0 ? `${text} ± ${numberText(halfWidth, half)}` : text;
}

/** A number already written in a scale, followed by the scale's symbol. */
export const withUnit = (text: string, { symbol }: DisplayScale): string =>
  symbol === '' ? text : `${text} ${symbol}`;

/**
 * A measured SI value with three significant digits and the unit that suits it.
 *
 * @example formatQuantity(0.00213, 'J') // '2.13 mJ'
 */
export function formatQuantity(value: number, unit: ReportUnit): string {
  const scale = displayScale(unit, [value]);
  return withUnit(formatScaled(value, scale), scale);
}

/**
 * An SI value that somebody chose, as short as it is: no digits are added.
 *
 * @example formatGiven(2e9, 'Hz') // '2 GHz'
 */
export function formatGiven(value: number, unit: ReportUnit): string {
  const scale = displayScale(unit, [value]);
  return withUnit(numberText(value, String(Number((value / scale.divisor).toPrecision(6)))), scale);
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: DIGITS });

/**
 * A large count with K, M, B or T for thousands to trillions.
 *
 * @example formatLargeCount(524_538_298_368) // '525B'
 */
export const formatLargeCount = (count: number): string => COMPACT.format(count);

/** A count, or a mean of counts, with at most three significant digits. */
export const formatCount = (count: number): string => formatGiven(Number(count.toPrecision(DIGITS)), '');

/**
 * A mean with the half-width of its interval: two digits of the half-width, the mean to the same place.
 *
 * @example formatInterval(0.04712, 0.00418, '') // '0.0471 ± 0.0042'
 */
export function formatInterval(mean: number, halfWidth: number, unit: ReportUnit): string {
  const scale = displayScale(unit, [mean]);
  const known = halfWidth > 0 && Number.isFinite(halfWidth);
  const decimals = known ? decimalsOf(halfWidth / scale.divisor, 2) : scale.decimals;
  return withUnit(formatScaledInterval(mean, halfWidth, { ...scale, decimals }), scale);
}

/**
 * A share as a signed percentage with one decimal.
 *
 * @example formatSignedPercent(-0.3821) // '−38.2 %'
 */
export function formatSignedPercent(share: number): string {
  if (!Number.isFinite(share)) return 'n/a';
  const text = Math.abs(share * 100).toFixed(1);
  if (text === '0.0') return '0.0 %';
  return `${share < 0 ? '−' : '+'}${text} %`;
}

/** How many times faster: '1.32×'. */
export const formatFactor = (factor: number): string => `${formatNumber(factor)}×`;

/**
 * @example formatPoint({ voltageV: 0.68, frequencyHz: 2e9 }) // '0.68 V, 2.00 GHz'
 */
export function formatPoint({ voltageV, frequencyHz }: OperatingPoint): string {
  return `${voltageV.toFixed(3).replace(/0$/, '')} V, ${formatQuantity(frequencyHz, 'Hz')}`;
}

/**
 * An ISO time to the minute in UTC.
 *
 * @example formatTime('2026-11-22T18:04:31.120Z') // '2026-11-22 18:04 UTC'
 */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
