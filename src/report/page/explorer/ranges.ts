import type { Metrics } from '../../../core/trial.js';

/** What a metric may be, ends included, in SI units; an end that is missing does not bound. */
export interface Range {
  readonly least?: number;
  readonly most?: number;
}

/** A range per metric; metrics that are missing may be anything. */
export type Ranges = Readonly<Record<string, Range>>;

/** Whether scores lie within all ranges; a metric that a trial does not have lies in none. */
export const withinRanges = (ranges: Ranges, metrics: Metrics): boolean =>
  Object.entries(ranges).every(([metric, { least = -Infinity, most = Infinity }]) => {
    const value = metrics[metric];
    return value >= least && value <= most;
  });

/** The ranges with one metric's replaced, or removed where it bounds nothing. */
export function withRange(ranges: Ranges, metric: string, range: Range | null): Ranges {
  const { [metric]: _, ...others } = ranges;
  const bounds = range !== null && (range.least !== undefined || range.most !== undefined);
  return bounds ? { ...others, [metric]: range } : others;
}
