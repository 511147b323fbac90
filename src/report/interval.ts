/** 97.5% quantile of the standard normal distribution. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * 97.5% quantile of Student's t distribution by the Cornish-Fisher expansion in 1/degrees of freedom (Abramowitz
 * and Stegun 26.7.5, four terms). Relative error below 1% from 3 degrees of freedom, below 1e-4 from 8; infinite
 * below 1, where no spread is known.
 */
export function studentQuantile(degreesOfFreedom: number): number {
  if (!(degreesOfFreedom >= 1)) return Infinity;
  const z = NORMAL_QUANTILE;
  const n = degreesOfFreedom;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / n + g2 / n ** 2 + g3 / n ** 3 + g4 / n ** 4;
}

/**
 * Half-width of the two-sided 95% confidence interval of a mean.
 *
 * @param standardError standard error of the mean, >= 0
 * @param count observations that the mean was taken over; below 2 the interval is infinite, unless the error is 0
 */
export function intervalHalfWidth(standardError: number, count: number): number {
  return standardError === 0 ? 0 : standardError * studentQuantile(count - 1);
}
