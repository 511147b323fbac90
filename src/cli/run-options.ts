import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parseQuantity } from '../core/quantity.js';
import { duration } from './duration.js';
import { LOG_FORMATS, type LogFormat } from './study-output.js';

/** How a study is run, by `tune` and `resume`; nothing of it changes a trial. */
export interface RunOptions {
  readonly workers?: number;
  /** Memory that workers may take, in bytes. */
  readonly memory?: number;
  /** Seconds from the start of the program to the finished report. */
  readonly budget?: number;
  readonly until?: TimeOfDay;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly logFormat?: LogFormat;
  readonly notify?: string;
  /** URL of the server that a cluster's workers are at; may hold a password. */
  readonly cluster?: string;
  readonly priority?: number;
}

/** Local time. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
}

export const budgetOption = () =>
  new Option(
    '--budget <time>',
    'end with the report after 8h, 30m or 90s at the latest; the search leaves what confirming the front will take, ' +
      'measured as it runs, and for the report 10 s and 2 ms a trial',
  ).argParser(duration);

export const untilOption = () =>
  new Option(
    '--until <hh:mm>',
    'end with the report by this time of day at the latest, as --budget does',
  ).argParser(timeOfDay);

export const memoryOption = () =>
  new Option(
    '--memory <amount>',
    'memory that workers may take, such as 4GB (default: most of what is free)',
  ).argParser(memory);

export const logFormatOption = () =>
  new Option('--log-format <format>', 'progress for people or as JSON lines').choices(LOG_FORMATS);

export const notifyOption = () =>
  new Option('--notify <where>', "tell the end: 'desktop', or an http(s) address to post it to").argParser(
    notifyTarget,
  );

/** Parses `07:00`. */
export function timeOfDay(text: string): TimeOfDay {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours && minutes) return { hours: Number(hours), minutes: Number(minutes) };
  throw new InvalidArgumentError('expected a time of day, such as 07:00 or 23:30.');
}

function memory(text: string): number {
  const bytes = parseQuantity(text, 'B');
  if (bytes !== null && bytes > 0) return bytes;
  throw new InvalidArgumentError('expected an amount of memory, such as 4GB or 512MiB.');
}

function notifyTarget(text: string): string {
  if (text === 'desktop' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw new InvalidArgumentError("expected 'desktop' or an http(s) address.");
}

/** Seconds from a moment until a time of day comes, 24 h when it is now. */
export function secondsUntil({ hours, minutes }: TimeOfDay, from: Date): number {
  const moment = new Date(from);
  moment.setHours(hours, minutes, 0, 0);
  if (moment <= from) moment.setDate(moment.getDate() + 1);
  return (moment.getTime() - from.getTime()) / 1000;
}

/**
 * When a run has to be done, in seconds on a clock that is never set.
 *
 * @param nowS that clock, 0 at the start of the program
 * @returns null when nothing limits it
 */
export function endOf({ budget, until }: RunOptions, now: Date, nowS: number): number | null {
  const ends = [
    ...(budget === undefined ? [] : [budget]),
    ...(until === undefined ? [] : [nowS + secondsUntil(until, now)]),
  ];
  return ends.length === 0 ? null : Math.min(...ends);
}
