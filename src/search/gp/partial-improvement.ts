import { erfcx } from '../numerics/error-function.js';

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** Beyond it the expected improvement is taken from its asymptotic series, before subtraction loses its digits. */
const ASYMPTOTIC = 50;

/** Expected improvement between two bounds and its derivatives. */
export interface PartialImprovement {
  /** Natural logarithm of E[(high - max(low, Y))^+]. */
  log: number;
  /** Derivatives of the logarithm by the mean and the standard deviation of Y. */
  byMean: number;
  byDeviation: number;
}

/**
 * How far a normally distributed Y is expected to come below `high`, counted no further than down to `low`, as a
 * logarithm that stays finite (and keeps its slope) where the improvement itself underflows (S. Ament et al.,
 * "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023, section 4).
 *
 * @param low below `high`; -Infinity for none
 * @param deviation > 0
 * @param result is written to
 */
export function partialImprovement(
  low: number,
  high: number,
  mean: number,
  deviation: number,
  result: PartialImprovement,
): void {
  const zHigh = (high - mean) / deviation;
  const zLow = (low - mean) / deviation;
  // All three terms are divided by exp(shift), the density's exponent, before they could underflow.
  const shift = zHigh < 0 ? -0.5 * zHigh * zHigh : 0;
  const difference = Math.max(scaledGain(zHigh, shift) - scaledGain(zLow, shift), Number.MIN_VALUE);
  result.log = Math.log(deviation) + Math.log(difference) + shift;
  result.byMean =
    (scaledProbability(zLow, shift) - scaledProbability(zHigh, shift)) / (deviation * difference);
  result.byDeviation = (scaledDensity(zHigh, shift) - scaledDensity(zLow, shift)) / (deviation * difference);
}

/** Density at z, over exp(shift). */
const scaledDensity = (z: number, shift: number) => Math.exp(-0.5 * z * z - shift) / SQRT_2PI;

/** P(Z <= z), over exp(shift). */
function scaledProbability(z: number, shift: number): number {
  if (z === -Infinity) return 0;
  const tail = 0.5 * Math.exp(-0.5 * z * z - shift) * erfcx(Math.abs(z) * Math.SQRT1_2);
  return z < 0 ? tail : Math.exp(-shift) - tail;
}

/** E[(z - Z)^+] = density + z probability, over exp(shift). */
function scaledGain(z: number, shift: number): number {
  if (z === -Infinity) return 0;
  const density = scaledDensity(z, shift);
  if (z > -ASYMPTOTIC) return Math.max(0, density + z * scaledProbability(z, shift));
  return (density / (z * z)) * (1 - 3 / (z * z));
}
