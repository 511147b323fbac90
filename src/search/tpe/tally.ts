import { isListed, type Parameter } from '../parameter.js';
import type { Positions } from '../search-space.js';

/** A position and in how many trials it was chosen. */
export interface Tallied {
  readonly position: number;
  /** At least 1. */
  readonly count: number;
}

/** The positions of a parameter in the trials where it counts, rising. */
export function tally(parameter: Parameter, trials: readonly Positions[], p: number): Tallied[] {
  return isListed(parameter) ? tallyListed(parameter.values.length, trials, p) : tallyNumbers(trials, p);
}

function tallyListed(values: number, trials: readonly Positions[], p: number): Tallied[] {
  const counts = new Int32Array(values);
  // Counting at NaN changes nothing.
  for (const positions of trials) counts[positions[p]]++;
  return Array.from(counts, (count, position) => ({ position, count })).filter(({ count }) => count > 0);
}

function tallyNumbers(trials: readonly Positions[], p: number): Tallied[] {
  const sorted = Float64Array.from(trials, (positions) => positions[p]).sort();
  const tallied: { position: number; count: number }[] = [];
  for (const position of sorted) {
    const last = tallied.at(-1);
    if (Number.isNaN(position)) continue;
    if (last?.position === position) last.count++;
    else tallied.push({ position, count: 1 });
  }
  return tallied;
}
