import { quantile } from '../../core/statistics/summary.js';

/** The damage objective in natural logarithms, in which effects add up. */
export interface LossScale {
  /** Natural logarithm of a loss; finite for finite values. */
  toLog(value: number): number;
  /** The inverse of {@link toLog}. */
  fromLog(log: number): number;
  /** Standard error of the logarithm of a value with a standard error. */
  logError(value: number, standardError: number): number;
}

/** Share of the largest loss that is added to all losses, so that a loss of 0 has a logarithm. */
const LINEAR_OFFSET = 1e-3;

/**
 * The scale of the damage objective: taken for a decimal logarithm when there are negative values, as there cannot be of
 * a loss itself; of those logarithms are taken, after adding a thousandth of the largest.
 *
 * @param values the objective's values so far, finite, at least one
 */
export function lossScale(values: readonly number[]): LossScale {
  if (values.some((value) => value < 0)) return DECIMAL_LOGARITHM;
  const largest = quantile(values, 1);
  const offset = largest > 0 ? LINEAR_OFFSET * largest : 1;
  return {
    toLog: (value) => Math.log(Math.max(0, value) + offset),
    fromLog: (log) => Math.exp(log) - offset,
    logError: (value, standardError) => standardError / (Math.max(0, value) + offset),
  };
}

const DECIMAL_LOGARITHM: LossScale = {
  toLog: (value) => value * Math.LN10,
  fromLog: (log) => log / Math.LN10,
  logError: (_, standardError) => standardError * Math.LN10,
};
