import { InvalidArgumentError } from '@commander-js/extra-typings';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/**
 * Parses an option that is a time above 0: `90s`, `10m`, `1.5h`.
 *
 * @returns seconds
 */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([smh])$/.exec(text) ?? [];
  const seconds = Number(number) * SECONDS[unit];
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('expected a time above 0, such as 90s, 10m or 1.5h.');
}
