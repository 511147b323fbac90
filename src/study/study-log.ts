import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A study's log, in its folder: one JSON object a line, each with `time` (UTC, ISO 8601) and `event`. */
export const logPath = (directory: string): string => join(directory, 'log.jsonl');

/** A line of a study's log. */
export interface LogEntry {
  readonly time: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The entries of a study's log; none where there is no log, and without lines that a crash cut off. */
export function readStudyLog(directory: string): LogEntry[] {
  let text: string;
  try {
    text = readFileSync(logPath(directory), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => parseEntry(line) ?? []);
}

function parseEntry(line: string): LogEntry | null {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

const isEntry = (entry: unknown): entry is LogEntry =>
  typeof entry === 'object' &&
  entry !== null &&
  'time' in entry &&
  typeof entry.time === 'string' &&
  'event' in entry &&
  typeof entry.event === 'string';

/** Trials whose times give the present rate. */
const RATE_TRIALS = 50;

/**
 * Trials per minute at which a study goes or went last, from its log; null where fewer than two were logged since it
 * was last started.
 */
export function trialRate(log: readonly LogEntry[]): number | null {
  const started = log.findLastIndex(({ event }) => event === 'study');
  const times = log
    .slice(started + 1)
    .filter(({ event }) => event === 'trial')
    .slice(-RATE_TRIALS)
    .map(({ time }) => Date.parse(time));
  const minutes = times.length < 2 ? 0 : (times[times.length - 1] - times[0]) / 60_000;
  return minutes > 0 ? (times.length - 1) / minutes : null;
}
